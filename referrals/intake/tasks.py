"""The clock of the intake."""

from celery import shared_task
from django.utils import timezone

from referrals.intake import actions
from referrals.intake.asking import actions as asking


@shared_task
def forget_drafts():
    """Each day: drafts past their thirty days are deleted, and addresses that served for a link alone."""
    now = timezone.now()
    actions.forget_drafts(at=now)
    asking.forget_addresses(at=now)
