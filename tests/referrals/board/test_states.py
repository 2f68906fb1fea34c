"""The table of states: every pair by `move` and in SQL, every action in every state, exactly as it says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from centre.context import acting_as
from centre.refusals import Refused
from referrals.board import actions as board
from referrals.intake import actions as intake
from referrals.models import CaseReview, Referral
from referrals.moves import decision_facts, move
from referrals.reviews import actions as reviews
from referrals.states import DECISIONS, DELAYS, MOVES, NEEDS_REASON, State
from tests.referrals import makers
from tests.referrals.makers import AT

PAIRS = [(origin, target) for origin in State for target in State]


def in_state(people, state: str) -> Referral:
    """An orientation that stands in this state, reviewed so that nothing but the table speaks."""
    sent = makers.referral(people.omar)
    said = dict.fromkeys(("relevance", "spoken_language", "availability"), "oui")
    CaseReview.objects.create(
        referral=sent,
        held_on=AT.date(),
        decision="acceptee",
        recorded_by=people.alice,
        recorded_at=AT,
        **said,
    )
    sent.state, sent.due_at = state, AT + DELAYS[state] if state in DELAYS else None
    if state in DECISIONS:
        sent.decision, sent.decided_on, sent.decision_reason = state, AT.date(), "Dit en réunion."
    sent.save()
    return Referral.objects.select_related("person", "dispositif").get(pk=sent.pk)


@pytest.mark.parametrize(("origin", "target"), PAIRS)
def test_a_move_is_allowed_or_refused_as_the_table_says(people, origin, target):
    found = in_state(people, origin)
    facts = decision_facts(target, "Dit en réunion.", AT) if target in DECISIONS else {}
    with acting_as(people.alice):
        if target in MOVES[origin]:
            moved = move(found, target, by=people.alice, at=AT, version=found.version, **facts)
            assert (moved.state, moved.version) == (target, found.version + 1)
            assert moved.due_at == (AT + DELAYS[target] if target in DELAYS else None)
        else:
            with pytest.raises(Refused, match="ne peut pas devenir"):
                move(found, target, by=people.alice, at=AT, version=found.version, **facts)
    found.refresh_from_db()
    assert found.state == (target if target in MOVES[origin] else origin)


@pytest.mark.parametrize(("origin", "target"), [pair for pair in PAIRS if pair[0] != pair[1]])
def test_the_database_holds_the_same_table_whoever_writes(people, origin, target):
    """No application code: one UPDATE in a coordinator's name."""
    found = in_state(people, origin)
    due = AT if target in DELAYS else None
    update = (
        "UPDATE referrals_referral SET state = %s, due_at = %s, decision = CASE WHEN %s THEN %s ELSE decision END,"
        " decided_on = CASE WHEN %s THEN current_date ELSE decided_on END, decision_reason = %s WHERE id = %s"
    )
    decided = target in DECISIONS
    values = [target.value, due, decided, target.value, decided, b"\x01", found.pk]
    with acting_as(people.alice), connection.cursor() as cursor:
        if target in MOVES[origin]:
            cursor.execute(update, values)
            assert cursor.rowcount == 1
        else:
            with pytest.raises(IntegrityError, match="does not become"), transaction.atomic():
                cursor.execute(update, values)


def _decide(decision):
    def act(found, people):
        reason = "Dit en réunion." if decision in NEEDS_REASON else ""
        return board.decide(
            found, decision=decision, reason=reason, version=found.version, by=people.alice, at=AT
        )

    return act


def _review(decision):
    def act(found, people):
        reviews.record_review(
            found,
            held_on=AT.date(),
            participants=[people.alice],
            decision=decision,
            reason="Dit en réunion." if decision in NEEDS_REASON else "",
            dissent="",
            version=found.version,
            by=people.alice,
            at=AT,
            **dict.fromkeys(("relevance", "spoken_language", "availability"), "oui"),
        )

    return act


def _by(who, verb, **typed):
    def act(found, people):
        return verb(found, **typed, by=getattr(people, who), at=AT)

    return act


def _versioned(verb, **typed):
    def act(found, people):
        return verb(found, **typed, version=found.version, by=people.alice, at=AT)

    return act


# Action → who acts, what it does, the states it leaves from, the state it leads to.
ACTIONS = {
    "take": (
        "alice",
        _versioned(board.take),
        {s for s in State if State.STUDIED in MOVES[s]},
        State.STUDIED,
    ),
    "ask": ("alice", _versioned(board.ask, question="Depuis quand ?"), {State.STUDIED}, State.INCOMPLETE),
    "bring_to_review": (
        "alice",
        _versioned(board.bring_to_review),
        {State.STUDIED, State.WAITING},
        State.REVIEWED,
    ),
    "complete": (
        "omar",
        _by("omar", intake.complete, answer="Depuis mars."),
        {State.INCOMPLETE},
        State.STUDIED,
    ),
    "withdraw": (
        "omar",
        _by("omar", intake.withdraw, reason="Elle est partie."),
        {s for s in State if State.WITHDRAWN in MOVES[s]},
        State.WITHDRAWN,
    ),
    **{
        f"decide {decision}": (
            "alice",
            _decide(decision),
            {s for s in State if decision in MOVES[s]},
            decision,
        )
        for decision in DECISIONS
    },
    **{
        f"record_review {decision}": ("alice", _review(decision), {State.REVIEWED}, decision)
        for decision in DECISIONS
    },
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(ACTIONS))
def test_every_action_in_every_state(people, action, state):
    who, act, leaves_from, leads_to = ACTIONS[action]
    found = in_state(people, state)
    with acting_as(getattr(people, who)):
        if state in leaves_from:
            act(found, people)
        else:
            with pytest.raises(Refused), transaction.atomic():
                act(found, people)
    found.refresh_from_db()
    assert found.state == (leads_to if state in leaves_from else state)


def test_nothing_is_accepted_without_a_review_by_the_action_nor_in_sql(people):
    found = makers.referral(people.omar)
    found = board.take(found, version=found.version, by=people.alice, at=AT)
    with acting_as(people.alice):
        with pytest.raises(Refused, match="rien n’est accepté sans concertation"):
            _decide(State.ACCEPTED)(found, people)
        sql = "UPDATE referrals_referral SET state = 'acceptee', decision = 'acceptee', decided_on = current_date"
        with pytest.raises(IntegrityError, match="without a review"), transaction.atomic():
            connection.cursor().execute(sql)
    assert Referral.objects.get().state == State.STUDIED


def test_a_stale_version_is_told_whatever_the_state(people):
    found = makers.referral(people.omar)
    board.take(found, version=1, by=people.chloe, at=AT + timedelta(minutes=1))
    with pytest.raises(Refused, match="Dossier modifié par Chloé"):
        board.bring_to_review(found, version=1, by=people.alice, at=AT + timedelta(hours=1))
