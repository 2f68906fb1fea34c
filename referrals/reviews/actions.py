"""Writes about *concertations*."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals.models import (
    CaseReview,
    Referral,
)
from referrals.moves import check_decision, decision_facts, locked, move
from referrals.states import State


@transaction.atomic
def record_review(
    referral: Referral,
    *,
    held_on: date,
    relevance: str,
    spoken_language: str,
    availability: str,
    participants: list[User],
    decision: str,
    reason: str,
    dissent: str,
    version: int,
    by: User,
    at: datetime,
) -> CaseReview:
    """Record a *concertation*, with its three criteria, and its decision."""
    current = locked(referral, version)
    if current.state != State.REVIEWED:
        raise Refused("Passez d’abord cette orientation en concertation.")
    if not participants:
        raise Refused(
            "Qui a pris part à la concertation ? Cochez au moins une personne.", field="participants"
        )
    _check_review_day(current, held_on, timezone.localdate(at))
    check_decision(decision, reason)
    moved = move(
        referral, decision, by=by, at=at, version=version, note=reason, **decision_facts(decision, reason, at)
    )
    review = CaseReview.objects.create(
        referral=moved,
        held_on=held_on,
        relevance=relevance,
        spoken_language=spoken_language,
        availability=availability,
        decision=decision,
        dissent=dissent,
        recorded_by=by,
        recorded_at=at,
    )
    review.participants.set(participants)
    return review


def _check_review_day(referral: Referral, held_on: date, today: date) -> None:
    if held_on > today:
        raise Refused("Une concertation à venir n’a pas encore de décision.", field="held_on")
    if held_on < referral.received_on:
        raise Refused(
            f"Cette date est avant la réception de l’orientation ({referral.received_on:%d/%m/%Y}).",
            field="held_on",
        )
