"""Every move of a care, allowed or refused as the table of states says: by the actions, and by SQL in her name."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as
from centre.refusals import Refused
from networks.models import Therapist
from referrals.care import actions as cares
from referrals.models import Care
from referrals.states import CARE_MOVES, CareState
from tests.referrals import makers
from tests.referrals.makers import AT

LATER = AT + timedelta(days=40)


@pytest.fixture
def tara(people):
    return makers.therapist(people.tara, languages=["prs"], capacity=2)


def in_state(people, tara, state: CareState) -> Care:
    care = makers.care(people.omar, people.alice, tara, active=False)
    if state == CareState.DECLINED:
        return cares.decline(care, kind="horaires", by=people.tara, at=AT)
    if state == CareState.PROPOSED:
        return care
    care = cares.accept(care, by=people.tara, at=AT)
    if state == CareState.SUSPENDED:
        return cares.suspend(care, by=people.tara, at=AT)
    return cares.end(care, by=people.tara, at=AT) if state == CareState.ENDED else care


VERBS = {
    "accept": (CareState.PROPOSED, CareState.ACTIVE, lambda care, **by: cares.accept(care, **by)),
    "decline": (
        CareState.PROPOSED,
        CareState.DECLINED,
        lambda care, **by: cares.decline(care, kind="horaires", **by),
    ),
    "take_back": (CareState.PROPOSED, CareState.DECLINED, lambda care, **by: cares.take_back(care, **by)),
    "suspend": (CareState.ACTIVE, CareState.SUSPENDED, lambda care, **by: cares.suspend(care, **by)),
    "resume": (CareState.SUSPENDED, CareState.ACTIVE, lambda care, **by: cares.resume(care, **by)),
    "end": (None, CareState.ENDED, lambda care, **by: cares.end(care, reason="demenagement", **by)),
}


@pytest.mark.parametrize("state", CareState)
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_moves_from_where_the_table_says(people, tara, verb, state):
    origin, target, act = VERBS[verb]
    care = in_state(people, tara, state)
    who = people.alice if verb == "take_back" else people.tara
    allowed = target in CARE_MOVES[state] and origin in (None, state)
    with acting_as(who):
        if allowed:
            assert act(care, by=who, at=LATER).state == target
        else:
            with pytest.raises(Refused):
                act(care, by=who, at=LATER)
    assert Care.objects.get().state == (target if allowed else state)


def test_the_verbs_cover_the_table():
    said = {
        (origin, target)
        for verb_origin, target, _ in VERBS.values()
        for origin in ([verb_origin] if verb_origin else [CareState.ACTIVE, CareState.SUSPENDED])
    }
    assert said == {(origin, target) for origin, targets in CARE_MOVES.items() for target in targets}


FACTS = {
    CareState.PROPOSED: "answered_at = NULL",
    CareState.DECLINED: "answered_at = now()",
    CareState.ACTIVE: "answered_at = now()",
    CareState.SUSPENDED: "answered_at = now(), suspended_on = '2026-03-03'",
    CareState.ENDED: "answered_at = now(), ended_on = '2026-03-03'",
}


def changed(user, statement: str) -> int:
    """How many rows the statement changes in her name; -1 when the database refuses it."""
    try:
        with transaction.atomic(), acting_as(user), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    except DatabaseError:
        return -1


@pytest.mark.parametrize("target", CareState)
@pytest.mark.parametrize("state", CareState)
def test_the_database_moves_a_therapists_care_as_the_table_says(people, tara, state, target):
    if state == target:
        return
    care = in_state(people, tara, state)
    done = changed(
        people.tara,
        f"UPDATE referrals_care SET state = '{target}', {FACTS[target]} WHERE id = '{care.pk}'",
    )
    assert (done == 1) == (target in CARE_MOVES[state])
    assert Care.objects.get().state == (target if done == 1 else state)


@pytest.mark.parametrize(
    "fact", ["relays_id = id", "interpreter_id = NULL", "proposed_at = now()", "reminders = 2"]
)
def test_what_was_proposed_stays_as_it_was_proposed(people, fact):
    makers.care(
        people.omar,
        people.alice,
        makers.therapist(people.tara),
        makers.interpreter(people.ines),
        active=False,
    )
    assert changed(people.tara, f"UPDATE referrals_care SET {fact}") == -1


# ── Facts of each move ──────────────────────────────────────────────────────────────────────────


def test_a_stale_page_changes_nothing(people, tara):
    care = in_state(people, tara, CareState.ACTIVE)
    for verb in (cares.suspend, cares.end):
        with pytest.raises(Refused, match="rechargez"):
            verb(care, version=care.version - 1, by=people.tara, at=LATER)


def test_declining_says_why_in_words_when_the_list_does_not(people, tara):
    care = in_state(people, tara, CareState.PROPOSED)
    with pytest.raises(Refused, match="quelques mots") as refusal:
        cares.decline(care, kind="autre", reason="", by=people.tara, at=AT)
    assert refusal.value.field == "reason"
    care = cares.decline(care, kind="autre", reason="Trop loin.", by=people.tara, at=AT)
    assert (care.decline_kind, care.decline_reason) == ("autre", "Trop loin.")


@pytest.mark.parametrize(
    "dates, field",
    [
        ({"since": AT.date() + timedelta(days=1)}, "since"),
        ({"since": AT.date() - timedelta(days=1)}, "since"),
        ({"until": AT.date()}, "until"),
    ],
)
def test_a_pause_has_plausible_dates(people, tara, dates, field):
    care = in_state(people, tara, CareState.ACTIVE)
    with pytest.raises(Refused) as refusal:
        cares.suspend(care, **dates, by=people.tara, at=AT)
    assert refusal.value.field == field


def test_a_pause_frees_the_place_and_resuming_asks_for_one(people, tara):
    Therapist.objects.update(capacity=1)
    tara.refresh_from_db()
    care = in_state(people, tara, CareState.ACTIVE)
    cares.suspend(care, until=AT.date() + timedelta(days=30), by=people.tara, at=AT)
    tara.refresh_from_db()
    assert tara.free_places == 1
    other = makers.care(people.omar, people.alice, tara)
    care.refresh_from_db()
    with acting_as(people.tara), pytest.raises(Refused, match="autant de personnes"):
        cares.resume(care, by=people.tara, at=LATER)
    with acting_as(people.tara):
        cares.end(other, by=people.tara, at=LATER)
        care = cares.resume(care, by=people.tara, at=LATER)
    assert (care.state, care.suspended_on, care.suspended_until) == ("active", None, None)


def test_a_care_ends_with_its_reason_and_perhaps_its_outcome(people, tara):
    care = in_state(people, tara, CareState.ACTIVE)
    care = cares.end(care, reason="objectifs_atteints", outcome="amelioration", by=people.tara, at=AT)
    assert (care.end_reason, care.outcome, care.ended_on) == ("objectifs_atteints", "amelioration", AT.date())
    care.referral.refresh_from_db()
    assert care.referral.state == "acceptee"  # an ended care ends no referral by itself
