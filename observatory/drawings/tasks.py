"""Tasks of drawings."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

KEPT = timedelta(days=7)  # exact drawings hold small counts; one that is still looked at is drawn again


@shared_task(rests=True)
def draw_drawing(fingerprint: str):
    from centre.context import acting_as_system
    from observatory.drawings.making import make
    from observatory.drawings.models import Drawing

    with acting_as_system():
        drawing = Drawing.objects.filter(pk=fingerprint, svg="").first()
    if drawing is not None:
        make(drawing)


@shared_task
def forget_drawings():
    """Each night: exact drawings unused for a week are deleted, with the figures they hold."""
    from centre.context import acting_as_system
    from observatory.drawings.models import Drawing
    from observatory.states import Mode

    with acting_as_system():
        Drawing.objects.filter(mode=Mode.EXACT, asked_at__lt=timezone.now() - KEPT).delete()
