"""Erased: no word of hers in any table, and the figures of her years the same to the last digit."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.links import fingerprint
from centre.models import ClosedYear, Reading
from centre.refusals import Refused
from centre.vault import encrypted_fields
from networks.models import Mission, MissionOffer, Structure
from observatory.figures import figures
from referrals.models import (
    Backup,
    Call,
    CallBack,
    Caller,
    Care,
    Consent,
    ConsentOverride,
    Exclusion,
    Identity,
    Person,
    Referral,
    ReferralStep,
    Reorientation,
    RightsRequest,
    TherapySession,
)
from referrals.people.about import missions_of, paths, rows_about
from referrals.people.erasure import actions
from referrals.people.rights import actions as rights
from tests.people import People, browser_of
from tests.referrals import makers
from tests.referrals.test_dump import _whole_database

LATER = makers.AT + timedelta(days=20)


def erase(person, by, at=LATER, **said):
    with acting_as(by):
        return actions.erase_person(
            person, **{"end_what_goes_on": True, "confirmed": True} | said, by=by, at=at
        )


def full_file(people) -> Care:
    """A file with a word in every place where one may be written: fifty « canari », each its own."""
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    person, referral = care.person, care.referral
    cmp = Structure.objects.create(name="CMP des Lices")
    mission = Mission.objects.create(
        language="prs",
        day=makers.AT.date(),
        starts_at=makers.AT,
        ends_at=makers.AT + timedelta(hours=1),
        state="proposee",
        requested_by=people.tara,
    )
    MissionOffer.objects.create(
        mission=mission,
        interpreter=care.interpreter,
        offered_at=makers.AT,
        offered_by=people.alice,
        token_hash=fingerprint("offer"),
    )
    TherapySession.objects.create(
        care=care,
        person=person,
        therapist=care.therapist,
        day=makers.AT.date(),
        starts_at=makers.AT,
        ends_at=makers.AT + timedelta(hours=1),
        duration=60,
        state="realisee",
        mission=mission,
        logged_by=people.tara,
        logged_at=LATER,
    )
    of_her = {"person": person, "care": care, "asked_at": makers.AT}
    Reorientation.objects.create(
        **of_her, referral=referral, structure=cmp, asked_by=people.alice, due_on=makers.AT.date()
    )
    Backup.objects.create(
        **of_her, therapist=care.therapist, kind="somatique", asked_by=people.tara, due_at=LATER
    )
    Exclusion.objects.create(
        person=person, therapist=makers.therapist(people.theo), added_by=people.alice, added_at=makers.AT
    )
    ConsentOverride.objects.create(
        person=person,
        scope="equipe",
        reason="x",
        given_at=makers.AT,
        until=makers.AT + timedelta(hours=2),
        given_by=people.alice,
    )
    caller = Caller.objects.create(
        dispositif=referral.dispositif, created_by=people.alice, created_at=makers.AT
    )
    call = Call.objects.create(
        reference="A-1", day=makers.AT.date(), caller=caller, caller_kind="personne", referral=referral
    )
    CallBack.objects.create(call=call, due_on=makers.AT.date(), asked_by=people.alice)
    return care


def plant_canaries(person) -> list[str]:
    """One in every identifying column of every row that leads to her; returns them."""
    planted = []
    tables = [
        *rows_about(person),
        (Mission, missions_of(person)),
        (MissionOffer, MissionOffer.objects.all()),
        (Caller, Caller.objects.all()),
    ]
    for model, rows in list(tables):
        sealed = {field.name for field in encrypted_fields(model)}
        for row in rows:
            for name in sorted(model.privacy.identifying):
                field = model._meta.get_field(name)
                word = f"canari{len(planted):03}"[: field.max_length or 20]
                if name in sealed or field.get_internal_type() in ("CharField", "TextField"):
                    setattr(row, name, word)
                elif name.endswith("hash"):
                    setattr(row, name, fingerprint(word))
                else:
                    continue
                planted.append(word)
            row.save()
    return planted


def counted(year=2026) -> str:
    return json.dumps(figures(year, "exact"), default=str, sort_keys=True)


def words_left(planted: list[str]) -> list[str]:
    """Canaries that anybody can still read: in clear in the dump, or opened with the keys."""
    dump = _whole_database()
    found = [word for word in planted if word.encode() in dump or fingerprint(word).hex().encode() in dump]
    from django.apps import apps

    with acting_as_system():
        for model in apps.get_models():
            fields = encrypted_fields(model)
            for row in model.objects.all() if fields else ():
                found += [word for word in planted for field in fields if getattr(row, field.name) == word]
    return found


@pytest.mark.django_db(transaction=True)
def test_no_word_of_hers_is_left_anywhere_and_the_figures_stand():
    people = People()
    with acting_as_system():
        care = full_file(people)
        planted = plant_canaries(care.person)
    assert len(planted) >= 40 and set(words_left(planted)) == set(planted)  # the dump reads what is committed
    with acting_as_system():
        Care.objects.update(state="terminee", ended_on=makers.AT.date())
        Referral.objects.update(state="close")
        before, code = counted(), care.person.code
    erase(care.person, people.alice)
    assert words_left(planted) == []
    with acting_as_system():
        assert counted() == before
        person = Person.objects.get()
        assert person.code != code and person.erased_on == LATER.date()
        assert not Identity.objects.exists() and not Exclusion.objects.exists()
        assert Reading.objects.filter(why="effacement", actor_id=people.alice.pk).exists()


def test_the_journal_alone_remembers_her_code(people):
    """What may stay of her: her former code, in histories that name nobody, and in the register of rights."""
    sent = makers.referral(people.omar)
    code = sent.person.code
    erase(sent.person, people.alice)
    from django.apps import apps

    kept = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "CharField" and model.objects.filter(**{field.name: code}).exists()
    }
    assert kept == {"PersonWriteevent"}


def test_figures_stand_in_a_year_of_many(people):
    """Not only of her: those she is counted among."""
    theirs = [makers.care(people.omar, people.alice, _therapist(n), makers.interpreter()) for n in range(3)]
    for number, care in enumerate(theirs):
        TherapySession.objects.create(
            care=care,
            person=care.person,
            therapist=care.therapist,
            day=makers.AT.date(),
            starts_at=makers.AT + timedelta(hours=number),
            ends_at=makers.AT + timedelta(hours=number, minutes=45),
            duration=45,
            state="realisee",
            logged_by=people.alice,
            logged_at=LATER,
        )
    before = counted()
    erase(theirs[1].person, people.alice)
    assert counted() == before


def _therapist(number):
    from tests.people import make_user

    return makers.therapist(make_user(f"T{number}", "therapeute"))


def test_nothing_is_erased_while_somebody_follows_her_unless_it_is_ended(people):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    with pytest.raises(Refused, match="en cours") as refusal:
        erase(care.person, people.alice, end_what_goes_on=False)
    assert refusal.value.field == "end_what_goes_on"
    with pytest.raises(Refused, match="Confirmez"):
        erase(care.person, people.alice, confirmed=False)
    assert Identity.objects.count() == 1
    erase(care.person, people.alice)
    care.refresh_from_db()
    assert care.state == "terminee" and care.therapist.__class__.objects.get().active_cares == 0
    assert Referral.objects.get().state == "close" and Referral.objects.get().decision == "acceptee"
    with acting_as(people.tara):
        assert not Identity.objects.exists()


def test_an_open_request_is_withdrawn_first(people):
    sent = makers.referral(people.omar)
    erase(sent.person, people.alice)
    sent.refresh_from_db()
    assert (sent.state, sent.vignette, sent.decision_reason) == ("retiree", "", actions.ERASED)
    assert not ReferralStep.objects.exclude(note=b"").exists()


def test_erased_once(people):
    sent = makers.referral(people.omar)
    erase(sent.person, people.alice)
    with pytest.raises(Refused, match="déjà effacée"):
        erase(sent.person, people.chloe)


def test_what_she_said_of_being_counted_stands_and_the_rest_is_withdrawn(people):
    sent = makers.referral(people.omar, consents={"equipe": "oral", "statistiques": "oral"})
    erase(sent.person, people.alice)
    assert Consent.objects.get(withdrawn_on=None).scope == "statistiques"


def test_the_request_of_erasure_is_answered_by_the_erasure(people):
    sent = makers.referral(people.omar)
    asked = rights.record_right(
        kind="effacement",
        person_code=sent.person.code,
        received_on=makers.AT.date(),
        by=people.alice,
        at=makers.AT,
    )
    erase(sent.person, people.chloe)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by, asked.answered_on) == ("faite", people.chloe, LATER.date())
    assert RightsRequest.objects.get().note == ""


def test_every_table_that_leads_to_her_is_reached():
    """A table added with a key to a person, a referral or a care is erased with them, without being named here."""
    assert {model.__name__ for model in paths()} >= {
        "Person", "Identity", "Consent", "ConsentOverride", "Referral", "ReferralStep", "CaseReview", "Care",
        "TherapySession", "Backup", "Reorientation", "Exclusion", "PlanLine", "AgendaItem", "Call", "CallBack",
    }  # fmt: skip
    assert {"Call", "Talk", "CallBack"}.isdisjoint(model.__name__ for model in paths(linked=False))


# ── The night ───────────────────────────────────────────────────────────────────────────────────


def close(year, by):
    ClosedYear.objects.create(year=year, closed_at=LATER, closed_by=by)


def test_her_rows_go_once_every_year_of_hers_is_published(people, capsys):
    care = full_file(people)
    Referral.objects.update(received_on=date(2025, 12, 30))
    stays = makers.referral(people.olga)
    erase(care.person, people.alice)
    close(2025, people.alice)
    assert actions.removable() == [] and actions.remove_erased(at=LATER) == []
    close(2026, people.alice)
    call_command("remove_erased", dry_run=True)
    assert "1 personnes à supprimer" in capsys.readouterr().out and Person.objects.count() == 2
    call_command("remove_erased")
    assert list(Person.objects.all()) == [stays.person]
    for model in (Care, TherapySession, Backup, Reorientation, ConsentOverride):
        assert not model.objects.exists(), model
    assert (
        Mission.objects.count() == Call.objects.count() == 1
    )  # the interpreter is paid, the call is counted


def test_the_night_touches_nobody_who_is_not_erased(people):
    makers.referral(people.omar)
    close(2026, people.alice)
    assert actions.remove_erased(at=LATER) == [] and Person.objects.count() == 1


def test_the_story_in_pages(people):
    care = full_file(people)
    alice, page = browser_of(people.alice), reverse("referrals:erase_person", args=[care.person_id])
    assert "en cours" in alice.get(page).content.decode()
    assert alice.post(page, {"confirmed": "on"}).status_code == 200
    assert Identity.objects.exists()
    assert alice.post(page, {"confirmed": "on", "end_what_goes_on": "on"}).status_code == 302
    assert alice.get(page).status_code == 404
    file = alice.get(reverse("referrals:file", args=[care.referral_id]))
    assert file.status_code == 200 and "Personne effacée" in file.content.decode()
    omar = browser_of(people.omar).get(reverse("referrals:referral", args=[care.referral_id]))
    assert omar.status_code == 200 and "Shahrbanu" not in omar.content.decode()
    assert browser_of(people.tara).get(reverse("referrals:care", args=[care.pk])).status_code == 200
