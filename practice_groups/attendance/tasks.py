"""Documents of attendance, made after they are asked for: sheets to sign, attestations."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from centre.tasks import enqueue


@shared_task
def render_sheet(sheet_id: str):
    from practice_groups.attendance.sheets import make_sheet

    make_sheet(sheet_id)


@shared_task
def render_attestation(attestation_id: str):
    from practice_groups.attendance.attestations.rendering import make_document

    make_document(attestation_id)


@shared_task
def resume_attendance():
    """Find documents that nobody makes (the broker was away, the worker died), and forget the sheets of yesterday."""
    from practice_groups.attendance import sheets
    from practice_groups.attendance.attestations import rendering

    now = timezone.now()
    with acting_as_system():
        sheets.forget(now)
        late_sheets = list(sheets.without_document(now - timedelta(minutes=1)))
        late_attestations = list(rendering.without_document(now - timedelta(minutes=1)))
    for sheet in late_sheets:
        enqueue(render_sheet, str(sheet))
    for attestation in late_attestations:
        enqueue(render_attestation, str(attestation))
