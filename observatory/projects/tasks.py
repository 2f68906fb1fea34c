"""The documents of the sheets sent to funders."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from centre.tasks import enqueue


@shared_task
def render_sheet(sheet_id: str):
    from observatory.projects.rendering import make_document

    make_document(sheet_id)


@shared_task
def resume_sheets():
    """Resume documents that no worker is making: the broker was down, or a worker died."""
    from observatory.projects.rendering import without_document

    with acting_as_system():
        late = list(without_document(timezone.now() - timedelta(minutes=1)))
    for sheet_id in late:
        enqueue(render_sheet, str(sheet_id))
