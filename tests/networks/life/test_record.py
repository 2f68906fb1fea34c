"""A meeting is written down, corrected, put off, cancelled: what the action accepts, what it refuses, in sentences."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from centre.context import acting_as
from centre.refusals import Refused
from networks.life import access, actions
from networks.models import Activity, ActivityAttendance, ActivityHeads, ActivityStructure, Contact, Structure
from tests.networks.life.makers import AT, TODAY, edit, postpone, record


def test_a_meeting_just_held_with_what_was_counted_and_what_was_not(people):
    made = record(people.alice, professionals=7, users=None, participants=None, excused=0)
    made.refresh_from_db()
    assert (made.professionals, made.users, made.participants, made.excused) == (7, None, None, 0)
    assert made.ends_on == made.starts_on == date(2026, 11, 19)
    assert made.recorded_by == people.alice
    assert re.fullmatch(r"A-2026-\d{4}", made.reference)


def test_references_follow_each_other_within_the_year_of_the_meeting(people):
    first = record(people.alice)
    Activity.objects.filter(pk=first.pk).update(reference="A-2026-0041")
    Activity.objects.create(
        reference="A-2026-99-x", type="reunion", title="x", state="tenue", starts_on=TODAY, ends_on=TODAY
    )
    assert record(people.alice, type="formation").reference == "A-2026-0042"
    assert record(people.alice, starts_on=date(2025, 3, 1)).reference == "A-2025-0001"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_on": TODAY + timedelta(days=1)}, "starts_on"),
        ({"state": "annulee", "professionals": 3}, "professionals"),
        ({"state": "annulee", "users": 0}, "users"),
        ({"state": "prevue", "starts_on": TODAY + timedelta(days=9), "participants": 4}, "participants"),
        ({"state": "prevue", "starts_on": TODAY - timedelta(days=1)}, "state"),
        ({"ends_on": date(2026, 11, 18)}, "ends_on"),
        ({"professionals": -1}, "professionals"),
        ({"participants": 100_001}, "participants"),
        ({"starts_on": date(1066, 1, 1)}, "starts_on"),
        ({"shares": [(20, "organisateurs")]}, "participants"),
        ({"shares": [(20, "organisateurs"), (30, "élèves")], "participants": 40}, "shares"),
        ({"state": "annulee", "shares": [(2, "élèves")]}, "shares"),
        ({"type": "karaoke"}, "type"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(people, typed, field):
    with pytest.raises(Refused) as refused:
        record(people.alice, **typed)
    assert refused.value.field == field
    assert not Activity.objects.exists()


def test_the_same_type_on_the_same_day_asks_before_it_is_written_twice(people):
    first = record(people.alice)
    with pytest.raises(Refused, match=first.reference) as refused:
        record(people.chloe, title="Autre chose")
    assert refused.value.field == "same_anyway"
    record(people.chloe, title="Autre chose", same_anyway=True)
    record(people.alice, type="formation")
    assert Activity.objects.count() == 3


# ── Structures and people ───────────────────────────────────────────────────────────────────────


def test_a_known_structure_is_found_whatever_its_case_or_accents(people):
    unafam = Structure.objects.create(name="UNAFAM")
    relais = Structure.objects.create(name="Relais emploi de Bessèges")
    made = record(
        people.alice, structures_present=["unafam"], structures_excused=["relais emploi de besseges"]
    )
    present = ActivityStructure.objects.filter(activity=made).values_list("structure", "present")
    assert set(present) == {(unafam.pk, True), (relais.pk, False)}
    assert Structure.objects.count() == 2


def test_a_new_structure_is_created_only_once_confirmed_and_close_names_are_told(people):
    Structure.objects.create(name="UNAFAM")
    with pytest.raises(Refused, match=r"UNAFAMM.*« UNAFAM »") as refused:
        record(people.alice, structures_present=["UNAFAMM"])
    assert refused.value.field == "create_structures"
    assert not Activity.objects.exists() and Structure.objects.count() == 1
    record(people.alice, structures_present=["UNAFAMM"], create_structures=True)
    assert Structure.objects.count() == 2


def test_people_by_name_become_contacts_without_agreement_once(people):
    Structure.objects.create(name="CADA des Tilleuls")
    line = ("Irène Valmagne", "psychologue", "CADA des Tilleuls")
    first = record(people.alice, people_present=[line], people_excused=[("Jules Fontvielle", "", "")])
    record(people.alice, type="formation", people_absent=[("irène valmagne", "", "")])
    contact = Contact.objects.get(name="Irène Valmagne")
    assert (contact.function, contact.structure.name) == ("psychologue", "CADA des Tilleuls")
    assert contact.agreed_on is None and contact.email == ""
    assert Contact.objects.count() == 2
    assert set(ActivityAttendance.objects.filter(activity=first).values_list("presence", flat=True)) == {
        "present",
        "excuse",
    }


def test_a_homonym_elsewhere_is_somebody_else_and_two_homonyms_are_told_apart(people):
    for name in ("CADA des Tilleuls", "CMP de la Garrigue"):
        Structure.objects.create(name=name)
    one, other = ("Irène Valmagne", "", "CADA des Tilleuls"), ("Irène Valmagne", "", "CMP de la Garrigue")
    record(people.alice, people_present=[one, other])
    assert Contact.objects.count() == 2
    with pytest.raises(Refused, match="Plusieurs contacts"):
        record(people.alice, type="formation", people_present=[("Irène Valmagne", "", "")])
    with pytest.raises(Refused, match="deux présences"):
        record(people.alice, type="formation", people_present=[one], people_excused=[one])


def test_shares_of_the_participants(people):
    made = record(
        people.alice, participants=70, shares=[(20, "organisateurs"), (30, "élèves"), (2, "enseignants")]
    )
    assert [(share.count, share.label) for share in made.heads.all()] == [
        (30, "élèves"),
        (20, "organisateurs"),
        (2, "enseignants"),
    ]


# ── Correcting ──────────────────────────────────────────────────────────────────────────────────


def test_the_second_editor_is_told_by_whom_and_nothing_is_lost(people):
    made = record(people.alice)
    read_by_both = Activity.objects.get(pk=made.pk)
    edit(read_by_both, people.alice, title="Réunion élargie")
    with pytest.raises(Refused, match="modifiée par Alice à") as refused:
        edit(read_by_both, people.chloe, title="Réunion restreinte")
    assert refused.value.field == "version"
    made.refresh_from_db()
    assert (made.title, made.version) == ("Réunion élargie", 2)


def test_an_edit_that_is_refused_leaves_structures_and_people_as_they_were(people):
    Structure.objects.create(name="CABA")
    made = record(people.alice, structures_present=["CABA"])
    with pytest.raises(Refused):
        edit(made, people.alice, structures_present=["Nulle part"], structures_excused=[])
    assert ActivityStructure.objects.get().structure.name == "CABA"


def test_a_cancelled_one_counts_x_its_heads_gone_its_excused_kept(people):
    for name in ("CABA", "UNAFAM"):
        Structure.objects.create(name=name)
    made = record(
        people.alice,
        participants=5,
        shares=[(5, "élèves")],
        structures_present=["CABA"],
        structures_excused=["UNAFAM"],
        people_present=[("Irène Valmagne", "", "")],
    )
    with acting_as(people.alice):
        actions.cancel(made, version=made.version, reason="Neige", by=people.alice, at=AT)
    made.refresh_from_db()
    assert (made.state, made.participants, made.cancel_reason) == ("annulee", None, "Neige")
    assert made.counts == {"professionals": "X", "users": "X", "participants": "X"}
    assert not ActivityHeads.objects.exists() and not ActivityAttendance.objects.exists()
    assert ActivityStructure.objects.get().structure.name == "UNAFAM"
    with pytest.raises(Refused, match="déjà annulée"), acting_as(people.alice):
        actions.cancel(made, version=made.version, reason="Neige", by=people.alice, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=made.pk).update(participants=0)


# ── Putting off ─────────────────────────────────────────────────────────────────────────────────


def planned(by, day, **more):
    return record(by, state="prevue", starts_on=day, **more)


def test_a_meeting_put_off_twice_is_one_meeting_with_three_dates_seen_from_each(people):
    first = planned(people.alice, date(2026, 12, 1), agenda="Le projet", rubric="4.1")
    second = postpone(first, people.alice, starts_on=date(2026, 12, 15))
    third = postpone(second, people.alice, starts_on=date(2027, 1, 12))
    assert (third.agenda, third.rubric, third.state) == ("Le projet", "4.1", "prevue")
    states = [(one.starts_on, one.state) for one in access.chain(second)]
    assert states == [
        (date(2026, 12, 1), "reportee"),
        (date(2026, 12, 15), "reportee"),
        (date(2027, 1, 12), "prevue"),
    ]
    assert access.chain(first) == access.chain(second) == access.chain(third)


def test_what_is_put_off_is_never_overwritten_and_never_a_ring(people):
    first = planned(people.alice, date(2026, 12, 1))
    second = postpone(first, people.alice, starts_on=date(2026, 12, 15))
    first.refresh_from_db()
    with pytest.raises(Refused, match="déjà reportée au 15 décembre 2026"):
        postpone(first, people.alice, starts_on=date(2026, 12, 20))
    with pytest.raises(Refused, match="déjà une date") as ring:
        postpone(second, people.alice, replaced_by=first)
    assert ring.value.field == "replaced_by"
    with pytest.raises(Refused, match="déjà renseignée"):
        postpone(record(people.alice), people.alice, starts_on=date(2026, 12, 20))
    with pytest.raises(Refused, match="modifiez celle qui la remplace"):
        edit(first, people.alice, state="tenue", starts_on=date(2026, 11, 2))
    with pytest.raises(Refused, match="annulez celle qui la remplace"), acting_as(people.alice):
        actions.cancel(first, version=first.version, reason="x", by=people.alice, at=AT)


@pytest.mark.parametrize("day", [None, date(2026, 12, 1), date(2026, 11, 1)])
def test_it_is_put_off_to_another_day_to_come(people, day):
    first = planned(people.alice, date(2026, 12, 1))
    with pytest.raises(Refused) as refused:
        postpone(first, people.alice, starts_on=day)
    assert refused.value.field == "starts_on"


def test_it_may_be_put_off_to_one_that_is_already_written(people):
    held = record(people.alice)
    missed = record(people.alice, state="reportee", starts_on=date(2026, 11, 5))
    postpone(missed, people.alice, replaced_by=held)
    missed.refresh_from_db()
    assert missed.postponed_to == held and Activity.objects.count() == 2


def test_a_planned_one_is_marked_as_held(people):
    made = planned(people.alice, TODAY)
    held = edit(made, people.alice, state="tenue", participants=12)
    assert held.counts["participants"] == 12
    assert list(access.to_mark(TODAY)) == list(access.to_come(TODAY)) == []
