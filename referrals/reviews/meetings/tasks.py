"""The minutes, written after the meeting, and again when a decision is corrected."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from centre.tasks import enqueue


@shared_task
def render_minutes(meeting_id: str):
    from referrals.reviews.meetings.minutes import make_minutes

    make_minutes(meeting_id)


@shared_task
def resume_minutes():
    """Find minutes that nobody writes: the broker was away when they were asked for, or their worker died."""
    from referrals.reviews.meetings.minutes import without_minutes

    with acting_as_system():
        late = list(without_minutes(timezone.now() - timedelta(minutes=1)))
    for meeting_id in late:
        enqueue(render_minutes, str(meeting_id))
