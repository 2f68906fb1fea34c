"""From the waiting list to a place, and out of the files: the writes that move the referral itself."""

from datetime import datetime

from django.db import transaction

from centre.models import User
from centre.refusals import Refused
from networks.models import Interpreter, Therapist
from referrals.board import actions as board
from referrals.care import actions as cares
from referrals.models import Care, Referral
from referrals.moves import locked, move
from referrals.states import CareState, State


@transaction.atomic
def offer_place(
    referral: Referral,
    *,
    therapist: Therapist,
    interpreter: Interpreter | None,
    version: int,
    by: User,
    at: datetime,
) -> Care:
    """Accept somebody who waits and propose her to a therapist, in one move: both, or neither."""
    current = locked(referral, version)
    if current.state != State.WAITING:
        raise Refused(
            f"Cette orientation est maintenant « {current.get_state_display()} » : elle n’est plus en attente."
        )
    accepted = board.decide(
        current, decision=State.ACCEPTED, reason="", version=current.version, by=by, at=at
    )
    return cares.propose(accepted, therapist=therapist, interpreter=interpreter, by=by, at=at)


@transaction.atomic
def close(referral: Referral, *, reason: str, version: int, by: User, at: datetime) -> Referral:
    """Close the file of an orientation whose care is over, or that was never begun. The referrer reads `reason`."""
    current = locked(referral, version)
    living = Care.objects.filter(
        referral=current,
        state__in=[CareState.PROPOSED, CareState.ACTIVE, CareState.SUSPENDED],
        imported=False,
    )
    if living.exists():
        raise Refused(
            "Une prise en charge est en cours ou proposée : elle se termine, ou se retire, avant de clore."
        )
    return move(current, State.CLOSED, by=by, at=at, version=current.version, note=reason)
