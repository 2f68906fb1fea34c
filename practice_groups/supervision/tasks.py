"""The reminder of the season."""

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from practice_groups.supervision import access, actions
from practice_groups.supervision.seasons import Season, is_time_to_remind


@shared_task
def remind_hours():
    """Each day from February on; one transaction per mail."""
    at = timezone.now()
    today = timezone.localdate(at)
    if not is_time_to_remind(today):
        return
    season = Season.of(today)
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        late = list(access.to_remind(season))
    for user in late:
        with acting_as_system():
            actions.remind(user, season=season, by=portal, at=at)
