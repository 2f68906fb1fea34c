"""Drawings made, in the worker: for a page that asked, or for a document that is being made."""

from django.utils import timezone

from centre.context import acting_as_system
from observatory.drawings.fingerprints import fingerprint
from observatory.drawings.models import Drawing
from observatory.drawings.pencil import attempt

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
    """Draw, outside of any transaction of the one who waits, and keep the result or the failure.

    Only what its name says: pages look for names, so another specification under that name would be shown there.
    """
    named = fingerprint(drawing.spec, drawing.mode) == drawing.pk
    svg = attempt(drawing.spec) if named else ""
    outcome = {"svg": svg, "error": "", "drawn_at": timezone.now()} if svg else {"error": BROKEN}
    with acting_as_system():
        Drawing.objects.filter(pk=drawing.pk, svg="").update(**outcome)
    return svg
