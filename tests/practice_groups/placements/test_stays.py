"""The days of immersion, what ends it, what is written of it, and the session given back."""

import contextlib
import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.choices import AnswersKind
from practice_groups.models import (
    Placement,
    PlacementAnswers,
    PlacementDay,
    PlacementSession,
    Signature,
    Wish,
)
from practice_groups.placements.stays import summary, tasks
from practice_groups.placements.stays.actions import days, immersions, notebooks
from practice_groups.placements.stays.states import MOVES
from tests.practice_groups.placements import world
from tests.practice_groups.placements.world import at

pytestmark = pytest.mark.django_db
SEPT_20 = date(2022, 9, 20)
WINDOW = (date(2022, 9, 8), date(2022, 11, 8))


def add(placement, day, by, hours=7):
    with acting_as(by):
        return days.add_day(placement, day=day, hours=Decimal(hours), by=by, at=world.NOW)


def started(field, *chosen, moment=None):
    """In immersion since the first of these days."""
    placement = world.with_days(world.ready(field.placement, field.alice), field.alice, *chosen)
    with acting_as(field.alice):
        return immersions.start(placement, by=field.alice, at=moment or at(chosen[0]))


def evaluate(placement, by=None, *, moment, **given_answers):
    return notebooks.save_evaluation(placement, answers=world.EVALUATION | given_answers, by=by, at=moment)


# ── Days ────────────────────────────────────────────────────────────────────────────────────────


def test_six_days_are_refused_in_a_sentence(field):
    placement = world.ready(field.placement, field.alice)
    for n in range(5):
        add(placement, SEPT_20 + timedelta(days=n), field.alice)
    with pytest.raises(Refused, match="cinq jours au plus") as refused:
        add(placement, SEPT_20 + timedelta(days=5), field.alice)
    assert refused.value.field == "day"
    assert placement.days.count() == 5


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2022, 9, 7), "La session va du"),
        (date(2022, 11, 9), "La session va du"),
        (date(2022, 9, 8), "l’immersion vient après"),
        (date(2022, 11, 8), "l’immersion vient avant"),
    ],
)
def test_a_day_outside_is_refused_in_a_sentence(field, day, said):
    placement = world.ready(field.placement, field.alice)
    with pytest.raises(Refused, match=said):
        add(placement, day, field.alice)


def test_no_day_before_every_signature_nor_before_the_preparation(field):
    placement = world.prepared(world.settled(field.placement, field.alice), field.alice)
    with acting_as_system():
        for one in placement.signatures.exclude(role="centre"):
            world.signatures.sign(world.link(one), name=one.asked_name, accept=True, at=world.NOW)
    with pytest.raises(Refused, match="quand toutes les parties ont signé"):
        add(placement, SEPT_20, field.alice)
    with acting_as_system():
        last = placement.signatures.get(role="centre")
    world.signatures.sign(world.link(last), name="Alice", accept=True, at=world.NOW)
    assert add(placement, SEPT_20, field.alice)


def test_no_day_for_who_was_not_prepared(field):
    placement = world.signed(field.placement, field.alice)
    with pytest.raises(Refused, match="préparation vient d’abord"):
        add(placement, SEPT_20, field.alice)


def test_ones_own_structure_is_impossible(field):
    with pytest.raises(DatabaseError, match="no_placement_in_ones_own_structure"):
        world.draft(field.session, field.own, field.own, "Basile Orme")


class Undone(Exception):
    """Raised to take an example back."""


def allowed(chosen, *, prepared, restitution):
    """Invariant 9 in one line, beside the database's."""
    inside = all(max(WINDOW[0], prepared + timedelta(days=1)) <= day <= WINDOW[1] for day in chosen)
    return len(set(chosen)) == len(chosen) <= 5 and inside and all(day < restitution for day in chosen)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offsets=st.lists(st.integers(-3, 65), min_size=1, max_size=7),
    prepared=st.integers(0, 5),
    restitution=st.integers(58, 61),
)
def test_whatever_days_are_written_the_database_keeps_the_invariant(field, offsets, prepared, restitution):
    """Raw inserts, without the action: what is kept is exactly what may be."""
    prepared_on, ends = WINDOW[0] + timedelta(days=prepared), WINDOW[0] + timedelta(days=restitution)
    kept = []
    with contextlib.suppress(Undone), acting_as_system():
        PlacementSession.objects.filter(pk=field.session.pk).update(restitution_on=ends)
        placement = world.ready(field.placement, field.alice)
        Placement.objects.filter(pk=placement.pk).update(prepared_on=prepared_on)
        for offset in offsets:
            day = WINDOW[0] + timedelta(days=offset)
            try:
                with transaction.atomic():
                    PlacementDay.objects.create(placement=placement, day=day)
                expected = True
            except DatabaseError:
                expected = False
            assert expected == allowed([*kept, day], prepared=prepared_on, restitution=ends), (day, kept)
            kept += [day] if expected else []
        raise Undone
    with acting_as_system():
        field.placement.refresh_from_db()


def test_the_session_cannot_move_off_its_days(field):
    placement = world.with_days(world.ready(field.placement, field.alice), field.alice, SEPT_20)
    for change in ({"ends_on": date(2022, 9, 19)}, {"restitution_on": SEPT_20}, {"preparation_on": SEPT_20}):
        with (
            pytest.raises(DatabaseError, match=r"would be outside|is_in_order"),
            transaction.atomic(),
            acting_as_system(),
        ):
            PlacementSession.objects.filter(pk=placement.session_id).update(**change)
    with acting_as(field.alice), pytest.raises(Refused, match="retirez-les avant de décocher"):
        immersions.note_preparation(
            placement.session, present=[], prepared_on=date(2022, 9, 8), by=field.alice, at=at(SEPT_20)
        )
    with pytest.raises(DatabaseError, match="before the days"), transaction.atomic(), acting_as_system():
        Placement.objects.filter(pk=placement.pk).update(prepared_on=None)


def test_the_words_of_the_code_are_the_moves_of_the_database(field):
    """Every move that the code says, and no other, is in the trigger's table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'keep_placement_moves'")
        source = cursor.fetchone()[0]
    table = source.split("NOT IN (", 1)[1].split("THEN", 1)[0]
    held = set(re.findall(r"\('(\w+)', '(\w+)'\)", table))
    assert held == {(origin, target) for origin, targets in MOVES.items() for target in map(str, targets)}


# ── The immersion ───────────────────────────────────────────────────────────────────────────────


def test_it_begins_on_its_first_day_and_her_page_is_mailed(field):
    placement = world.with_days(world.ready(field.placement, field.alice), field.alice, SEPT_20)
    with acting_as(field.alice), pytest.raises(Refused, match="il n’est pas venu"):
        immersions.start(placement, by=field.alice, at=at(date(2022, 9, 19)))
    with acting_as(field.alice):
        begun = immersions.start(placement, by=field.alice, at=at(SEPT_20))
        assert immersions.start(placement, by=field.alice, at=at(SEPT_20)).state == "immersion"
    assert begun.state == "immersion"
    with acting_as_system():
        mail = OutgoingMail.objects.get(to=field.victor.email)
    assert "/liens/carnet/" in mail.body and "stage" not in (mail.subject + mail.body).lower()


def test_the_clock_begins_it(field, monkeypatch):
    world.with_days(world.ready(field.placement, field.alice), field.alice, SEPT_20)
    monkeypatch.setattr(tasks.timezone, "now", lambda: at(SEPT_20, 7))
    tasks.start_immersions()
    tasks.start_immersions()
    with acting_as_system():
        assert Placement.objects.get().state == "immersion"


def test_interrupted_with_its_real_hours(field):
    placement = started(field, SEPT_20, date(2022, 9, 21), date(2022, 9, 22))
    with acting_as(field.alice):
        ended = immersions.interrupt(
            placement,
            hours=Decimal("10.5"),
            reason="Fermeture imprévue",
            version=placement.version,
            by=field.alice,
            at=at(date(2022, 9, 21)),
        )
        assert (ended.state, ended.hours) == ("interrompue", Decimal("10.5"))
        assert [day.day for day in ended.days.all()] == [SEPT_20, date(2022, 9, 21)]
        with pytest.raises(Refused):
            days.add_day(ended, day=date(2022, 9, 28), hours=Decimal(7), by=field.alice, at=world.NOW)
    with (
        pytest.raises(DatabaseError, match=r"says_its_hours|no such move"),
        transaction.atomic(),
        acting_as_system(),
    ):
        Placement.objects.filter(pk=ended.pk).update(interruption="")


def test_a_stale_interruption_is_told(field):
    placement = started(field, SEPT_20)
    with acting_as(field.alice), pytest.raises(Refused, match="a changé"):
        immersions.interrupt(
            placement,
            hours=Decimal(3),
            reason="x",
            version=placement.version - 1,
            by=field.alice,
            at=at(SEPT_20),
        )


def test_a_placement_that_has_begun_is_not_cancelled(field):
    placement = started(field, SEPT_20)
    with acting_as(field.alice), pytest.raises(Refused, match="heures réelles"):
        world.conventions.cancel_placement(
            placement, reason="x", version=placement.version, by=field.alice, at=at(SEPT_20)
        )


# ── Her notebook ────────────────────────────────────────────────────────────────────────────────


def test_the_evaluation_waits_for_the_last_day_then_ends_the_immersion(field):
    placement = started(field, SEPT_20, date(2022, 9, 22))
    with acting_as(field.victor):
        with pytest.raises(Refused, match="dernier jour"):
            evaluate(placement, field.victor, moment=at(date(2022, 9, 21)))
        evaluate(placement, field.victor, moment=at(date(2022, 9, 22)))
        notebooks.save_grid(
            placement, answers={"keep": "La réunion"}, by=field.victor, at=at(date(2022, 9, 23))
        )
        placement.refresh_from_db()
    assert (placement.state, placement.hours) == ("evaluee", Decimal(14))


def test_what_she_writes_is_encrypted_and_no_host_sees_a_row(field):
    placement = started(field, SEPT_20)
    hostess = world.host_of(field.host, "Honorine")
    boss = world.host_of(field.own, "Bertille")
    with acting_as(field.victor):
        evaluate(placement, field.victor, moment=at(SEPT_20), best="Le canari jaune")
    with connection.cursor() as cursor, acting_as_system():
        cursor.execute("SELECT answers FROM practice_groups_placementanswers")
        assert "canari" not in bytes(cursor.fetchone()[0]).decode("latin-1")
    for user, seen in ((hostess, 0), (boss, 0), (field.victor, 1), (field.alice, 1)):
        with acting_as(user):
            assert Placement.objects.count() == 1
            assert PlacementAnswers.objects.count() == seen, user
    with acting_as(field.alice):
        kept = json.loads(PlacementAnswers.objects.get(kind=AnswersKind.EVALUATION).answers)
    assert kept["best"] == "Le canari jaune"


def test_where_she_would_go_next_waits_for_a_session(field):
    placement = started(field, SEPT_20)
    pass_ = world.structure("PASS de l’hôpital")
    with acting_as(field.victor):
        notebooks.save_evaluation(
            placement,
            answers=world.EVALUATION,
            next_structures=[pass_],
            by=field.victor,
            at=at(SEPT_20),
        )
        evaluate(placement, field.victor, moment=at(date(2022, 9, 21)))
    with acting_as_system():
        waiting = Wish.objects.get(session=None)
        assert (waiting.email, waiting.structure) == (field.victor.email, field.own)
        assert list(waiting.wanted.all()) == [pass_]


def test_nothing_is_filled_in_after_the_restitution(field):
    placement = started(field, SEPT_20)
    with acting_as(field.victor):
        evaluate(placement, field.victor, moment=at(SEPT_20))
    with acting_as(field.alice):
        assert immersions.restitute(field.session, by=field.alice, at=at(date(2022, 11, 8), 18)) == []
        field.session.refresh_from_db()
        assert field.session.state == "restituee"
    with acting_as(field.victor), pytest.raises(Refused, match="plus rien à remplir"):
        evaluate(placement, field.victor, moment=at(date(2022, 11, 9)))


def test_the_session_is_given_back_once_nothing_is_under_way(field):
    placement = started(field, SEPT_20)
    with acting_as(field.alice):
        with pytest.raises(Refused, match="La restitution est le"):
            immersions.restitute(field.session, by=field.alice, at=at(date(2022, 11, 7)))
        left = immersions.restitute(field.session, by=field.alice, at=at(date(2022, 11, 8)))
        assert left == [placement]
        assert PlacementSession.objects.get().state == "en_cours"


def test_averages_only_from_five_answers(field):
    with acting_as_system():
        for n in range(5):
            placement = (
                field.placement
                if n == 0
                else world.draft(field.session, field.own, field.host, f"Prénom{n} Nom")
            )
            placement = world.with_days(world.ready(placement, field.alice), field.alice, SEPT_20)
            immersions.start(placement, by=field.alice, at=at(SEPT_20))
            evaluate(placement, moment=at(SEPT_20), received=5 - n % 2)
            made = summary.of(field.session)
            assert [one.value for one in made.averages] == (
                [4.0, 4.6, 5.0, 4.0, 5.0] if n == 4 else [None] * 5
            )
    assert made.people == 5 and made.hours == Decimal(35)


def test_who_was_not_signed_by_all_stays_out_of_the_summary(field):
    world.settled(field.placement, field.alice)
    with acting_as_system():
        assert summary.of(field.session).pairs == []
        assert not Signature.objects.exclude(signed_at=None).exists()
