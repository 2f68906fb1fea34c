"""Drawings made, in the worker: for a page that asked, or for a document that is being made."""

from django.utils import timezone

from centre.context import acting_as_system
from observatory.drawings.draw import attempt
from observatory.drawings.fingerprints import fingerprint
from observatory.drawings.models import Drawing

BROKEN = "Le dessin n’a pas pu être fait."


def svg_of(spec: dict, mode: str) -> str:
    """The drawing, made now if nobody made it, and kept. Empty when it cannot be made: the table stays."""
    name, now = fingerprint(spec, mode), timezone.now()
    with acting_as_system():
        drawing, _ = Drawing.objects.get_or_create(
            fingerprint=name, defaults={"spec": spec, "mode": mode, "asked_at": now}
        )
    return drawing.svg or make(drawing)


def make(drawing: Drawing) -> str:
    """Draw, outside of any transaction of the one who waits, and keep the result or the failure."""
    svg = attempt(drawing.spec)
    outcome = {"svg": svg, "error": "", "drawn_at": timezone.now()} if svg else {"error": BROKEN}
    with acting_as_system():
        Drawing.objects.filter(pk=drawing.pk, svg="").update(**outcome)
    return svg
