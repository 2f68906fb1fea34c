"""What the *concertations*' part of a file shows."""

from referrals.models import AgendaItem, Referral
from referrals.states import State


def for_file(referral: Referral) -> dict:
    """Context of `_file_reviews.html`, beside `referral`."""
    if referral.state != State.REVIEWED:
        return {}
    placed = AgendaItem.objects.select_related("meeting").filter(referral=referral, done=False)
    return {"agenda_item": placed.defer("meeting__minutes", "meeting__note").first()}
