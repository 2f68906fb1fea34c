"""The clock of proposals: the therapist is reminded, then the coordination is told."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from referrals.care import actions
from referrals.models import Care
from referrals.states import CareState

REMIND_AFTER, TELL_AFTER = timedelta(days=3), timedelta(days=7)


@shared_task
def remind_proposals():
    """Each day. One transaction per proposal, so that a killed run resumes and nobody is told twice."""
    at = timezone.now()
    due = Q(reminders=0, proposed_at__lte=at - REMIND_AFTER) | Q(
        reminders=1, proposed_at__lte=at - TELL_AFTER
    )
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        found = Care.objects.filter(due, state=CareState.PROPOSED, imported=False)
        waiting = list(found.order_by("proposed_at"))
    for care in waiting:
        with acting_as_system():
            actions.remind(care, told=care.reminders > 0, by=portal, at=at)
