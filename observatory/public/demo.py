"""The drawings of the public pages, for the demonstration: the others come with the scheduler."""

from datetime import datetime

from observatory.public.drawing import draw_missing


def finish(*, at: datetime) -> None:
    draw_missing(pages_alone=True)
