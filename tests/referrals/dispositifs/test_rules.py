"""Whom a dispositif takes in: state × who × day, in a sentence; and what the database refuses by itself."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from centre.context import acting_as
from centre.refusals import Refused
from referrals.choices import Origin
from referrals.dispositifs.states import refusal
from referrals.intake import actions as intake
from referrals.models import Dispositif, Person, Referral
from tests.referrals import makers

DAY = date(2026, 3, 2)
STATES = {
    "ouvert": ({}, ""),
    "dernier jour": ({"intake_until": DAY}, ""),
    "lendemain": (
        {"intake_until": DAY - timedelta(days=1)},
        "n’accepte plus de nouvelles orientations après le 1 mars 2026",
    ),
    "en pause": ({"open_to_intake": False}, "n’accepte pas de nouvelles orientations pour l’instant"),
    "en dormance": ({"active": False}, "est en dormance"),
    "fermé": ({"intake_until": DAY - timedelta(days=9), "closed_on": DAY}, "est fermé depuis le 2 mars 2026"),
    "fermé demain": ({"intake_until": DAY, "closed_on": DAY + timedelta(days=1)}, ""),
}
# origin, known referrers only, open to persons, validated → what is said ("" when she is taken in).
WHO = [
    (Origin.REFERRER, True, False, True, ""),
    (Origin.REFERRER, True, False, False, "pas encore validée"),
    (Origin.REFERRER, False, False, False, ""),
    (Origin.PERSON, True, False, False, "par l’intermédiaire d’un professionnel"),
    (Origin.RELATIVE, False, False, False, "par l’intermédiaire d’un professionnel"),
    (Origin.PERSON, False, True, False, ""),
    (Origin.RELATIVE, False, True, False, ""),
    (Origin.HOTLINE, True, False, False, ""),
    (Origin.OUTREACH, True, False, False, ""),
]


def made_of(**facts) -> SimpleNamespace:
    return SimpleNamespace(
        **{
            "active": True,
            "open_to_intake": True,
            "intake_until": None,
            "closed_on": None,
            "closing_note": "",
            "departements": [],
            "known_referrers_only": True,
            "open_to_persons": False,
        }
        | facts
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("origin", "known_only", "to_persons", "validated", "who_said"), WHO)
def test_state_by_who_by_day(state, origin, known_only, to_persons, validated, who_said):
    facts, closed_said = STATES[state]
    rules = made_of(known_referrers_only=known_only, open_to_persons=to_persons, **facts)
    found = refusal(rules, origin=origin, day=DAY, departement="30", is_validated=validated)
    expected = closed_said or who_said
    if not expected:
        assert found is None
    else:
        assert expected in found[0] and found[1] == "dispositif"


@pytest.mark.parametrize(
    ("territory", "departement", "taken"),
    [([], "75", True), (["30", "34"], "34", True), (["30", "34"], "31", False), (["30"], "", True)],
)
def test_territory(territory, departement, taken):
    rules = made_of(departements=territory)
    found = refusal(rules, origin=Origin.REFERRER, day=DAY, departement=departement, is_validated=True)
    assert (found is None) == taken
    if not taken:
        assert "Gard, Hérault" in found[0] and found[1] == "departement"


def test_the_closing_note_is_what_the_referrer_reads(people):
    makers.dispositif(active=False, closing_note="Voyez le réseau nîmois.")
    makers.validated(people.omar)
    with acting_as(people.omar), pytest.raises(Refused, match=r"en dormance.*Voyez le réseau nîmois"):
        makers.referral(people.omar)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "facts", [facts for facts, said in STATES.values() if said], ids=[n for n, (_, s) in STATES.items() if s]
)
def test_the_database_refuses_too_whoever_asks(people, facts):
    person = Person.objects.create(created_by=people.alice)
    dispositif = makers.dispositif(**facts)
    with pytest.raises(DatabaseError, match="takes in nobody new"), transaction.atomic():
        Referral.objects.create(person=person, dispositif=dispositif, received_on=DAY, due_at=makers.AT)


def test_a_dispositif_cannot_be_for_known_referrers_and_for_everybody(people):
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispositif.objects.create(label="X", known_referrers_only=True, open_to_persons=True)


def test_the_hotline_refers_without_a_place_in_a_structure(people):
    """As the portal, `by` somebody of its team, to a dispositif kept for validated referrers."""
    sent = makers.referral(people.victor, origin=Origin.HOTLINE)
    assert (sent.structure, sent.referrer_kind, sent.referrer) == (None, "La cellule d’écoute", people.victor)


def test_a_coordinator_refers_without_a_structure_but_not_where_nobody_is_taken_in(people):
    welcomed = {"departement": "", "origin": Origin.REFERRER, "by": people.alice, "at": makers.AT}
    asleep = Dispositif.objects.create(label="Ailleurs", active=False)
    made = makers.dispositif()
    with acting_as(people.alice):
        assert intake.welcomed(made, **welcomed) is None
        with pytest.raises(Refused, match="en dormance"):
            intake.welcomed(asleep, **welcomed)
