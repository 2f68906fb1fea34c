"""The clock of the line."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from referrals.hotline.shifts import actions
from referrals.models import Shift

FROM = 8  # no mail before that hour


@shared_task
def remind_keepers():
    """Each hour of the day: whoever keeps the line tomorrow is reminded, once."""
    at = timezone.now()
    today = timezone.localtime(at)
    if today.hour < FROM:
        return
    with acting_as_system():
        tomorrow = list(
            Shift.objects.kept()
            .filter(day=today.date() + timedelta(days=1), user__isnull=False, reminded_at=None)
            .order_by("starts", "pk")
        )
    for shift in tomorrow:
        with acting_as_system():
            actions.remind_keeper(shift, at=at)
