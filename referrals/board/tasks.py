"""The clock of the orientations: whoever follows one is reminded, then the whole coordination is told."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from referrals import access
from referrals.board import actions
from referrals.choices import Urgency
from referrals.models import Referral
from referrals.states import ESCALATE_AFTER, OPEN, Reminder, State, remind_after


@shared_task
def remind_referrals() -> None:
    """Each day: one transaction per orientation, so that what is killed midway resumes, and nobody is told twice."""
    at = timezone.now()
    due = Q(reminded__lt=Reminder.ESCALATED, state_since__lte=at - ESCALATE_AFTER)
    for state in (*OPEN, State.ACCEPTED):
        still = Q(reminded=Reminder.NONE, state=state)
        due |= still & Q(state_since__lte=at - remind_after(state))
        urgent = at - remind_after(state, Urgency.URGENT)
        due |= still & Q(urgency=Urgency.URGENT, state_since__lte=urgent)
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        waiting = Referral.objects.open() | access.to_place()
        late = list(waiting.filter(due).order_by("state_since").values_list("pk", flat=True))
    for pk in late:
        with acting_as_system():
            actions.remind(Referral(pk=pk), by=portal, at=at)
