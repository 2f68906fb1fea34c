"""The yearly question: is your sheet still exact?"""

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from networks.directory import access, actions
from networks.models import Structure

MOST_A_DAY = 50


@shared_task
def ask_verifications() -> None:
    """Each day: write to the structures whose sheet is too old, those of longest ago first, fifty a day at most.

    One transaction per structure: what is killed midway resumes where it stopped, and nobody is asked twice.
    """
    at = timezone.now()
    today = timezone.localdate(at)
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        stale = Structure.objects.to_verify(access.stale_before(today))
        askable = Q(verification_asked_on=None) | Q(verification_asked_on__lte=today - actions.ASK_AGAIN)
        already = Structure.objects.filter(verification_asked_on=today).count()
        order = F("verification_asked_on").asc(nulls_first=True), F("verified_on").asc(nulls_first=True), "pk"
        asked = list(stale.filter(askable).order_by(*order)[: max(0, MOST_A_DAY - already)])
    for structure in asked:
        with acting_as_system():
            actions.ask_verification(structure, by=portal, at=at)
