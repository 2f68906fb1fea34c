"""What the coordination's part of the home page shows: the first orientations, then what waits in the other rooms."""

from datetime import datetime

from django.db.models import Count, Q

from referrals import access
from referrals.backups.access import to_answer
from referrals.choices import ReviewMeetingState
from referrals.outreach.access import counts
from referrals.reorientations.access import to_follow
from referrals.reviews.models import ReviewMeeting


def for_panel(at: datetime) -> dict:
    return {
        "referrals": access.board()[:5],
        "meeting": _next_meeting(),
        "to_place": access.to_place().count(),
        "backups": to_answer().count(),
        "reorientations": to_follow().count(),
        "visits": counts(at),
    }


def _next_meeting() -> ReviewMeeting | None:
    """The one to hold next, or that was never ended; `to_discuss` counts its agenda."""
    return (
        ReviewMeeting.objects.filter(state=ReviewMeetingState.PLANNED)
        .annotate(to_discuss=Count("items", filter=Q(items__done=False)))
        .only("starts_at")
        .order_by("starts_at")
        .first()
    )
