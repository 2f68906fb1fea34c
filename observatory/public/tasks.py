"""Draws ahead what the public pages and the dashboard show, so that no page ever asks for it."""

from celery import shared_task


@shared_task
def draw_published():
    """Every drawing of the published editions that is still missing."""
    from observatory.public.drawing import draw_missing

    draw_missing()
