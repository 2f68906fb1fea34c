"""The clocks of consents, overrides and erasure."""

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system


@shared_task
def close_expired_consents():
    """Each day: what a consent had opened closes with it, and those concerned are told."""
    from referrals.people.consents import actions

    with acting_as_system():
        while actions.close_expired(at=timezone.now()) == actions.BATCH:
            pass


@shared_task
def remind_overrides():
    """Each week: overrides that nobody read again."""
    from referrals.people import access, mails

    with acting_as_system():
        if access.overrides_to_review().exists():
            mails.overrides_waiting()


@shared_task
def remove_erased():
    """Each night: the rows of the erased whose years are all published."""
    from referrals.people.erasure import actions

    with acting_as_system():
        actions.remove_erased(at=timezone.now())
