"""Tasks of drawings."""

from celery import shared_task


@shared_task
def draw_drawing(fingerprint: str):
    from centre.context import acting_as_system
    from observatory.drawings.making import make
    from observatory.drawings.models import Drawing

    with acting_as_system():
        drawing = Drawing.objects.filter(pk=fingerprint, svg="").first()
    if drawing is not None:
        make(drawing)
