"""Writes of the coordination on the board, one verb each."""

from datetime import datetime

from centre.models import User
from centre.refusals import Refused
from referrals.models import (
    Referral,
)
from referrals.moves import check_decision, decision_facts, move
from referrals.states import State


def take(referral: Referral, *, version: int, by: User, at: datetime) -> Referral:
    """Acknowledge and follow it: `by` becomes its owner."""
    return move(referral, State.STUDIED, by=by, at=at, version=version, owner=by)


def ask(referral: Referral, *, question: str, version: int, by: User, at: datetime) -> Referral:
    """Ask the referrer for a complement; it is her turn."""
    return move(referral, State.INCOMPLETE, by=by, at=at, version=version, note=question)


def bring_to_review(referral: Referral, *, version: int, by: User, at: datetime) -> Referral:
    """Put it on the agenda of the next *concertation*."""
    return move(referral, State.REVIEWED, by=by, at=at, version=version)


def decide(
    referral: Referral, *, decision: str, reason: str, version: int, by: User, at: datetime
) -> Referral:
    """Decide without a concertation, where the dispositif allows it; a negative end says why."""
    needs_review = referral.dispositif is None or referral.dispositif.requires_review
    if decision == State.ACCEPTED and needs_review and not referral.reviews.exists():
        raise Refused("Dans ce dispositif, rien n’est accepté sans concertation.", field="decision")
    check_decision(decision, reason)
    return move(
        referral, decision, by=by, at=at, version=version, note=reason, **decision_facts(decision, reason, at)
    )
