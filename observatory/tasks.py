"""Where Celery finds the tasks of the observatory: the documents of a bilan, and those of its rooms."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.tasks import enqueue
from observatory.drawings.tasks import draw_drawing, forget_drawings
from observatory.projects.tasks import render_sheet, resume_sheets
from observatory.public.tasks import draw_published

__all__ = [
    "draw_drawing",
    "draw_published",
    "forget_drawings",
    "render_report",
    "render_sheet",
    "resume_reports",
    "resume_sheets",
]


@shared_task(own_lives=True)
def render_report(report_id: str):
    from observatory.rendering import make_documents

    make_documents(report_id)


@shared_task
def resume_reports():
    """Find documents that nobody makes: the broker was away when they were asked for, or their worker died."""
    from centre.context import acting_as_system
    from observatory.models import ReportRender
    from observatory.rendering import claimable, sweep

    now = timezone.now()
    with acting_as_system():
        late = ReportRender.objects.filter(
            claimable(now), report__requested_at__lt=now - timedelta(minutes=1)
        )
        reports = set(late.values_list("report_id", flat=True))
    for report_id in reports:
        enqueue(render_report, str(report_id))
    sweep(at=now)
