"""What leaves an agenda by itself: nothing stays to be discussed once it is no longer under review."""

from centre.context import acting_as_system
from referrals.models import AgendaItem, Referral


def leave(referral: Referral) -> None:
    """Its place on the open agenda is done. Whoever moved the referral (its sender, who withdraws it) may not write
    on agendas: the portal does."""
    with acting_as_system():
        AgendaItem.objects.filter(referral=referral, done=False).update(done=True)
