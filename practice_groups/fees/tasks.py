"""The documents of receipts, and the automatic reminders."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue


@shared_task
def render_receipt(receipt_id: str):
    from practice_groups.fees.rendering import make_document

    make_document(receipt_id)


@shared_task
def resume_receipts():
    """Resume documents that no worker is making: the broker was down, or a worker died."""
    from practice_groups.fees.rendering import without_document

    with acting_as_system():
        late = list(without_document(timezone.now() - timedelta(minutes=1)))
    for receipt_id in late:
        enqueue(render_receipt, str(receipt_id))


@shared_task
def remind_fees():
    """Each day; one transaction per mail, so that what is killed midway resumes the next day where it stopped."""
    from practice_groups.fees import access, actions

    at = timezone.now()
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        late = list(access.to_remind_by_itself(timezone.localdate(at)).order_by("pk"))
    for registration in late:
        with acting_as_system():
            try:
                actions.remind(registration, by=portal, at=at)
            except Refused:  # paid or reminded meanwhile
                continue
