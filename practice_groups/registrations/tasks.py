"""The clock of the requests made without an account."""

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.registrations import actions


@shared_task
def forget_requests():
    """Each day: requests older than a week are deleted, used or not."""
    with acting_as_system():
        actions.forget_requests(at=timezone.now())
