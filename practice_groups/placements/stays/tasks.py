"""The clock of the placements: documents made, signatures reminded of, immersions that begin."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from centre.tasks import enqueue


@shared_task
def render_convention(placement_id: str):
    from practice_groups.placements.stays.rendering import make_convention

    make_convention(placement_id)


@shared_task
def print_document(document_id: str):
    from practice_groups.placements.stays.rendering import make_document

    make_document(document_id)


@shared_task
def resume_conventions():
    """Resume documents that no worker is making: the broker was down when they were asked for, or a worker died."""
    from practice_groups.placements.stays import rendering

    before = timezone.now() - timedelta(minutes=1)
    with acting_as_system():
        late_conventions = list(rendering.without_document(before))
        late_documents = list(rendering.unprinted(before))
    for placement_id in late_conventions:
        enqueue(render_convention, str(placement_id))
    for document_id in late_documents:
        enqueue(print_document, str(document_id))


@shared_task
def remind_signatures():
    """Each day: a mail for each signature that a link has waited for a week. One transaction each."""
    from practice_groups.placements.stays import access
    from practice_groups.placements.stays.actions import signatures

    at = timezone.now()
    with acting_as_system():
        due = list(access.to_remind(at).defer("scan").select_related("placement"))
    for signature in due:
        with acting_as_system():
            signatures.remind(signature, at=at)


@shared_task
def start_immersions():
    """Each hour: the immersions whose first day has come begin. One transaction each."""
    from practice_groups.models import Placement
    from practice_groups.placements.stays.actions import immersions

    at = timezone.now()
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        today = timezone.localdate(at)
        due = list(Placement.objects.filter(state="signee", days__day__lte=today).defer("pdf").distinct())
    for placement in due:
        with acting_as_system():
            immersions.start(placement, by=portal, at=at)
