"""What people ask about their data: written down, answered within a month, done."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from centre.context import acting_as
from centre.models import Reading
from centre.refusals import Refused
from referrals.choices import RightKind
from referrals.models import Consent, RightsRequest
from referrals.people import access
from referrals.people.rights import actions
from referrals.sessions import actions as sessions
from tests.people import browser_of
from tests.referrals import makers


@pytest.fixture
def person(people):
    return makers.referral(people.omar).person


def asked(person, by, kind=RightKind.ACCESS, received_on=date(2026, 3, 1)):
    return actions.record_right(
        kind=kind, person_code=person.code, received_on=received_on, by=by, at=makers.AT
    )


def answer(request, by, state="faite", note="", version=1):
    return actions.answer_right(request, state=state, note=note, version=version, by=by, at=makers.AT)


def test_one_month_from_the_day_she_asked(people, person):
    assert asked(person, people.alice, received_on=date(2026, 1, 31)).due_on == date(2026, 2, 28)


def test_the_latest_first_then_what_was_answered(people, person):
    later = asked(person, people.alice, received_on=date(2026, 3, 1))
    done = answer(asked(person, people.alice, RightKind.RECTIFICATION, date(2026, 1, 1)), people.alice)
    first = asked(person, people.alice, RightKind.OPPOSITION, date(2026, 2, 1))
    assert list(access.rights()) == [first, later, done]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"person_code": "P-INCONNU"}, "person_code"), ({"received_on": date(2026, 3, 3)}, "received_on")],
)
def test_what_cannot_be_written_down(people, person, typed, field):
    facts = {"kind": "acces", "person_code": person.code, "received_on": date(2026, 3, 1)} | typed
    with pytest.raises(Refused) as refusal:
        actions.record_right(**facts, by=people.alice, at=makers.AT)
    assert refusal.value.field == field


def test_asked_twice_waits_once(people, person):
    asked(person, people.alice)
    with pytest.raises(Refused, match="attend déjà"):
        asked(person, people.chloe)


def test_a_refusal_says_why_and_an_answer_is_given_once(people, person):
    request = asked(person, people.alice)
    with pytest.raises(Refused, match="Dites pourquoi"):
        answer(request, people.alice, state="refusee")
    answer(request, people.alice, state="refusee", note="Identité non établie.")
    with pytest.raises(Refused, match="entre-temps"):
        answer(request, people.chloe)


def test_erased_is_said_once_it_is_done(people, person):
    with pytest.raises(Refused, match="Effacez d’abord"):
        answer(asked(person, people.alice, RightKind.ERASURE), people.alice)


def test_an_opposition_withdraws_the_statistics(people, person):
    answer(asked(person, people.alice, RightKind.OPPOSITION), people.alice)
    said = Consent.objects.get(person=person, scope="statistiques")
    assert said.withdrawn_on == makers.AT.date()


# ── The copy ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copy(people):
    """The files of the archive of a person with a care and a séance."""
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    noted = makers.session(interpreter=care.interpreter, remark="Salle 2")
    sessions.log_session(care, **noted, by=people.tara, at=makers.AT)
    makers.referral(people.olga, last_name="Autrement")
    with acting_as(people.alice):
        content = actions.export_person(care.person, by=people.alice, at=makers.AT)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return care.person, {name: packed.read(name) for name in packed.namelist()}


def test_the_copy_says_everything_of_her_and_nothing_of_another(copy):
    person, files = copy
    told = files["donnees.json"].decode()
    for said in ("Shahrbanu", "Zarrinpoush", "0600000000", person.code, "02/03/2026", "Dari", "prs"):
        assert said in told or said.lower() in told.lower(), said
    assert "Autrement" not in told + files["notes-de-tiers.json"].decode()
    tables = {table["titre"] for table in json.loads(told)}
    assert {
        "Personne accompagnée",
        "Identité",
        "Consentement",
        "Orientation",
        "Prise en charge",
        "Séance",
    } <= tables


def test_what_others_wrote_is_apart(copy):
    _, files = copy
    for words in ("Ne dort plus", "Salle 2"):
        assert words not in files["donnees.json"].decode()
        assert words in files["notes-de-tiers.json"].decode()


def test_the_copy_is_also_to_be_read(copy):
    _, files = copy
    assert files.get("donnees.pdf", b"")[:5] == b"%PDF-" or "Zarrinpoush" in files["donnees.html"].decode()


def test_the_copy_is_journalled_and_no_get_makes_one(people, person):
    alice, page = browser_of(people.alice), reverse("referrals:export_person", args=[person.pk])
    assert alice.get(page).status_code == 405
    answer_ = alice.post(page)
    assert answer_["Content-Type"] == "application/zip" and "no-store" in answer_["Cache-Control"]
    assert "Zarrinpoush" not in answer_["Content-Disposition"]
    assert Reading.objects.filter(actor_id=people.alice.pk, why__contains="copie").count() == 1
    for who in (people.omar, people.tara, people.ada):
        assert browser_of(who).post(page).status_code == 404


def test_the_story_in_pages(people, person):
    alice = browser_of(people.alice)
    typed = {"person_code": person.code.lower(), "kind": "acces", "received_on": "2026-03-01"}
    made = alice.post(reverse("referrals:record_right"), typed)
    request = RightsRequest.objects.get()
    assert made.url == reverse("referrals:rights_request", args=[request.pk])
    assert "Faire la copie" in alice.get(made.url).content.decode()
    assert alice.post(made.url, {"state": "refusee", "note": "", "version": 1}).status_code == 200
    assert alice.post(made.url, {"state": "faite", "note": "Remise.", "version": 1}).status_code == 302
    assert "Faite" in alice.get(reverse("referrals:rights")).content.decode()


def test_whoever_refuses_to_be_counted_is_in_no_figure_from_then_on(people):
    from observatory.facts.cube import Cube
    from referrals.activity import year_cells

    kept, gone = (
        makers.care(who, people.alice, makers.therapist(therapist), makers.interpreter())
        for who, therapist in ((people.omar, people.tara), (people.olga, people.theo))
    )
    for care in (kept, gone):
        sessions.log_session(care, **makers.session(), by=care.therapist.user, at=makers.AT)

    def counts():
        cube = Cube(year_cells(2026))
        held = cube.measure("seances", "statut", "realisee", "acts")
        return cube.whole("personnes").people, cube.whole("orientations").acts, held

    assert counts() == (2, 2, 2)
    answer(asked(gone.person, people.alice, RightKind.OPPOSITION), people.alice)
    assert counts() == (1, 1, 1)
    Consent.objects.create(
        person=gone.person,
        scope="statistiques",
        form="oral",
        given_on=makers.AT.date(),
        recorded_by=people.alice,
    )
    assert counts() == (2, 2, 2)
