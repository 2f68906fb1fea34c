"""The letters of announcements, after they were sent."""

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from networks.news.announcements import actions


@shared_task
def write_letters():
    """Write what waits, a batch per transaction: what is killed midway resumes where it stopped, nothing twice."""
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
    written = 1
    while written:
        with acting_as_system():
            written = actions.write_batch(by=portal, at=timezone.now())
