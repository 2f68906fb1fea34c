"""Makes drawings in the worker: for a page that asked, or for a document being made."""

from django.utils import timezone

from centre.context import acting_as_system
from observatory.drawings.drawing_process import attempt
from observatory.drawings.fingerprints import fingerprint
from observatory.drawings.models import Drawing

BROKEN = "Le dessin n’a pas pu être fait."


def svg_of(spec: dict, mode: str) -> str:
    """The drawing, made and kept if it is missing. "" when it cannot be made: the table stays."""
    name, now = fingerprint(spec, mode), timezone.now()
    with acting_as_system():
        drawing, _ = Drawing.objects.get_or_create(
            fingerprint=name, defaults={"spec": spec, "mode": mode, "asked_at": now}
        )
    return drawing.svg or make(drawing)


def make(drawing: Drawing) -> str:
    """Draw outside of the caller's transaction, and keep the result or the failure.

    Only under the fingerprint of its own specification: pages look drawings up by that name.
    """
    named = fingerprint(drawing.spec, drawing.mode) == drawing.pk
    svg = attempt(drawing.spec) if named else ""
    outcome = {"svg": svg, "error": "", "drawn_at": timezone.now()} if svg else {"error": BROKEN}
    with acting_as_system():
        Drawing.objects.filter(pk=drawing.pk, svg="").update(**outcome)
    return svg
