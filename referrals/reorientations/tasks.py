"""The clock of reorientations: a partner who does not answer is reminded once."""

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from referrals.choices import ReorientationState
from referrals.models import Reorientation
from referrals.reorientations import actions


@shared_task
def remind_partners():
    """Each day. One transaction per reorientation, so that a killed run resumes and nobody is mailed twice."""
    at = timezone.now()
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        late = Reorientation.objects.filter(
            state=ReorientationState.SENT, due_on__lt=timezone.localdate(at), reminded_at=None
        )
        found = list(late.order_by("due_on", "pk"))
    for reorientation in found:
        with acting_as_system():
            actions.remind(reorientation, by=portal, at=at)
