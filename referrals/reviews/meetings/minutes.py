"""Minutes of a meeting: what was decided of each situation, under its code. Nobody followed is ever named in them.

Nothing is claimed beforehand: two workers write the same minutes; those asked for meanwhile are written again.
"""

import base64
import io
import logging
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from centre.context import acting_as_system
from centre.document import CannotRender, render
from referrals.models import ReviewMeeting
from referrals.reviews.vignettes import names_of, without_names

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=5)
_BEHIND = Q(minutes_wanted_at__isnull=False) & (Q(minutes_at=None) | Q(minutes_at__lt=F("minutes_wanted_at")))


def make_minutes(meeting_id) -> None:
    """Write and keep the minutes as things are now, once. What fails is tried again by the sweeper."""
    with acting_as_system():
        meeting = ReviewMeeting.objects.filter(_BEHIND, pk=meeting_id).select_related("dispositif").first()
        if meeting is None:
            return
        context = _context(meeting)
    try:
        content = printed(meeting, context)
    except CannotRender as reason:
        log.warning("minutes %s wait: %s", meeting_id, reason)
        return
    with acting_as_system():
        current = ReviewMeeting.objects.select_for_update(of=["self"]).get(pk=meeting_id)
        if current.minutes_wanted_at != meeting.minutes_wanted_at:
            return  # asked for again meanwhile: another task writes them
        current.minutes = base64.b64encode(content).decode()
        current.minutes_at = max(timezone.now(), current.minutes_wanted_at)
        current.save(update_fields=["minutes", "minutes_at"])


def _context(meeting: ReviewMeeting) -> dict:
    reviews = list(meeting.reviews.select_related("referral__person").order_by("recorded_at", "pk"))
    names = names_of([review.referral for review in reviews])
    for review in reviews:
        own, code = names.get(review.referral.person_id, ()), review.referral.person.code
        review.told_reason = without_names(review.reason, own, code)
        review.told_dissent = without_names(review.dissent, own, code)
    return {
        "meeting": meeting,
        "reviews": reviews,
        "participants": list(meeting.participants.order_by("display_name")),
        "note": without_names(meeting.note, chain.from_iterable(names.values()), "(code)"),
    }


def printed(meeting: ReviewMeeting, context: dict) -> bytes:
    with translation.override("fr"):
        return render(
            "documents/minutes.html",
            context,
            identifier=f"{meeting.pk} {meeting.minutes_wanted_at.isoformat()}",
            styles="css/minutes.css",
        )


def opened(meeting: ReviewMeeting) -> io.BytesIO | None:
    """The kept document, or None while it is being written for the first time."""
    return io.BytesIO(base64.b64decode(meeting.minutes)) if meeting.minutes else None


def state_of(meeting: ReviewMeeting, now: datetime) -> str:
    """« none », « waiting », « late » (the worker seems away), « ready »."""
    wanted = meeting.minutes_wanted_at
    if wanted is None:
        return "none"
    if meeting.minutes_at is not None and meeting.minutes_at >= wanted:
        return "ready"
    return "late" if wanted < now - PATIENCE else "waiting"


def without_minutes(before: datetime) -> QuerySet:
    """Ids of the meetings whose minutes were asked for before this instant and are not written."""
    waiting = ReviewMeeting.objects.filter(_BEHIND, minutes_wanted_at__lt=before)
    return waiting.order_by("minutes_wanted_at").values_list("pk", flat=True)
