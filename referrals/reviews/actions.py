"""Writes about *concertations*."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals.models import CaseReview, Referral, ReviewMeeting
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
    meeting: ReviewMeeting | None = None,
) -> CaseReview:
    """Record a *concertation*, with its three criteria, and its decision; of a `meeting` or by itself."""
    current = locked(referral, version)
    if current.state != State.REVIEWED:
        raise Refused("Passez d’abord cette orientation en concertation.")
    if not participants:
        raise Refused(
            "Qui a pris part à la concertation ? Cochez au moins une personne.", field="participants"
        )
    _check_review_day(current, held_on, timezone.localdate(at))
    check_decision(decision, reason)
    # The review first: the database accepts nothing that was not reviewed.
    review = CaseReview.objects.create(
        referral=current,
        meeting=meeting,
        held_on=held_on,
        relevance=relevance,
        spoken_language=spoken_language,
        availability=availability,
        decision=decision,
        reason=reason,
        dissent=dissent,
        recorded_by=by,
        recorded_at=at,
    )
    review.participants.set(participants)
    move(
        current, decision, by=by, at=at, version=version, note=reason, **decision_facts(decision, reason, at)
    )
    return review


def _check_review_day(referral: Referral, held_on: date, today: date) -> None:
    if held_on > today:
        raise Refused("Une concertation à venir n’a pas encore de décision.", field="held_on")
    if held_on < referral.received_on:
        raise Refused(
            f"Cette date est avant la réception de l’orientation ({referral.received_on:%d/%m/%Y}).",
            field="held_on",
        )


@transaction.atomic
def correct_review(
    review: CaseReview,
    *,
    relevance: str,
    spoken_language: str,
    availability: str,
    decision: str,
    reason: str,
    dissent: str,
    version: int,
    by: User,
    at: datetime,
) -> CaseReview:
    """Correct what was recorded. Another decision is a move of the referral, where the table of states has it; the
    minutes of its meeting are written again."""
    current = locked(review.referral, version)
    if current.person.erased_on:
        raise Refused("Cette personne a été effacée : rien ne s’écrit plus à son sujet.")
    fresh = CaseReview.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=review.pk)
    check_decision(decision, reason)
    if decision != fresh.decision:
        if current.state != fresh.decision:
            raise Refused(
                f"L’orientation est maintenant « {current.get_state_display()} » :"
                " cette décision-là ne se corrige plus.",
                field="decision",
            )
        facts = decision_facts(decision, reason, at)
        move(current, decision, by=by, at=at, version=version, note=reason, **facts)
    said = {"relevance": relevance, "spoken_language": spoken_language, "availability": availability}
    for name, value in (said | {"decision": decision, "reason": reason, "dissent": dissent}).items():
        setattr(fresh, name, value)
    fresh.save()
    if fresh.meeting is not None and fresh.meeting.minutes_wanted_at is not None:
        from referrals.reviews.meetings.actions import want_minutes

        want_minutes(fresh.meeting, at=at)
    return fresh
