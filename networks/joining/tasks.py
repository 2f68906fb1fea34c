"""The clock of the candidatures."""

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from networks.joining import actions


@shared_task
def forget_applications():
    """Each day: candidatures that ended long ago are deleted."""
    with acting_as_system():
        actions.forget(at=timezone.now())
