"""The clock of the documents."""

from celery import shared_task
from django.db.models.functions import Coalesce
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from networks.joining.documents import access, actions
from networks.models import NetworkSettings


@shared_task
def remind_documents():
    """Each day: one mail to each person whose documents expire soon or have. One transaction per person."""
    at = timezone.now()
    with acting_as_system():
        due = access.due(timezone.localdate(at), NetworkSettings.current().document_notice_days)
        owners = due.annotate(owner_user=Coalesce("therapist__user", "interpreter__user")).values(
            "owner_user"
        )
        people = list(
            User.objects.filter(pk__in=owners, is_active=True).exclude(ends_on__lt=timezone.localdate(at))
        )
    for person in people:
        with acting_as_system():
            actions.remind(person, at=at)
