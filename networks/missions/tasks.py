"""The clock of the missions."""

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from networks.missions import access, actions
from networks.missions.states import TO_OFFER


@shared_task
def lapse_offers():
    """Each hour: what begins without anybody is closed. One transaction per mission, so that a killed run resumes."""
    at = timezone.now()
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        begun = list(access.live().filter(state__in=TO_OFFER, starts_at__lte=at).order_by("starts_at"))
    for mission in begun:
        with acting_as_system():
            actions.lapse_offers(mission, by=portal, at=at)
