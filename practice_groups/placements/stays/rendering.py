"""The documents of crossed placements: conventions, forms to fill in, a session's summary without names.

Nothing is claimed beforehand: if two workers make the same convention, the first one keeps it; one signed meanwhile is
made again.
"""

import base64
import io
import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import translation

from centre.context import acting_as_system
from centre.document import CannotRender, render
from centre.models import Settings
from practice_groups.choices import AnswersKind, DocumentKind
from practice_groups.models import Placement, PlacementDocument, PlacementSession, Signature
from practice_groups.placements.stays import access, summary, wording
from practice_groups.placements.stays.questions import MARKS, OF
from practice_groups.placements.stays.states import ENDED, State

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=5)
STYLES = "css/placements.css"


def make_convention(placement_id) -> None:
    """Make and keep the convention with the signatures it has; the final one once everybody has signed."""
    with acting_as_system():
        placement = access.placements().get(pk=placement_id)
        if not placement.convention_text:
            return
        signatures = access.signatures_of(placement)
    try:
        content = printed(placement, signatures)
    except CannotRender as reason:
        log.warning("convention %s waits: %s", placement_id, reason)
        return
    with acting_as_system():
        current = Placement.objects.select_for_update(of=["self"]).get(pk=placement_id)
        if current.pdf or _changed(current, placement):
            return
        current.pdf = base64.b64encode(content).decode()
        current.save(update_fields=["pdf"])


def _changed(current: Placement, printed: Placement) -> bool:
    """Signed by all meanwhile, or taken back and settled again: another document, which somebody else makes."""
    return (current.state, current.convention_at) != (printed.state, printed.convention_at)


def make_document(document_id) -> None:
    """Print a form or a summary, once; one that was removed meanwhile is not kept."""
    with acting_as_system():
        document = PlacementDocument.objects.select_related("session").filter(pk=document_id).first()
        if document is None or document.content:
            return
        try:
            content = document_printed(document)
        except CannotRender as reason:
            log.warning("document %s waits: %s", document_id, reason)
            return
        current = PlacementDocument.objects.select_for_update().filter(pk=document_id).first()
        if current is not None and not current.content:
            current.content = content
            current.save(update_fields=["content"])


def document_printed(document: PlacementDocument) -> bytes:
    if document.kind == DocumentKind.SUMMARY:
        return session_summary(document)
    return blank_form(document.session, AnswersKind(document.kind))


def printed(placement: Placement, signatures: list[Signature]) -> bytes:
    """The convention as it was frozen, and the table of its signatures."""
    context = {
        "placement": placement,
        "parts": wording.parts(placement.convention_text),
        "digest": wording.digest(placement.convention_text).hex(),
        "signatures": signatures,
    }
    return _render("convention", context, f"{placement.pk} {placement.state}")


def opened(placement: Placement) -> io.BytesIO | None:
    """The stored convention, or None while it is being made."""
    return io.BytesIO(base64.b64decode(placement.pdf)) if placement.pdf else None


def is_late(asked_at: datetime | None, now: datetime) -> bool:
    """Whether the page should stop waiting for a document."""
    return asked_at is not None and asked_at < now - PATIENCE


def without_document(before: datetime) -> QuerySet:
    """Ids of the placements whose convention, frozen before this instant, has no document."""
    waiting = Placement.objects.exclude(state__in=[State.DRAFT, *ENDED]).filter(pdf=b"")
    return waiting.filter(convention_at__lt=before).order_by("convention_at").values_list("pk", flat=True)


def unprinted(before: datetime) -> QuerySet:
    """Ids of the forms and summaries asked for before this instant that nobody has printed."""
    waiting = PlacementDocument.objects.filter(content=b"", added_at__lt=before)
    return waiting.order_by("added_at").values_list("pk", flat=True)


def blank_form(session: PlacementSession, kind: AnswersKind) -> bytes:
    """The grid or the evaluation, empty, to print and fill in by hand."""
    context = {"session": session, "kind": kind, "questions": OF[kind], "marks": MARKS}
    return _render("placement_form", context, f"{session.pk} {kind}")


def session_summary(document: PlacementDocument) -> bytes:
    """What a session was, for whoever funds it: structures, days, hours, averages; no name of anybody."""
    session = document.session
    context = {
        "session": session,
        "summary": summary.of(session),
        "centre": Settings.objects.get(pk=1).name,
        "made_at": document.added_at,
    }
    return _render("placement_summary", context, str(document.pk))


def _render(name: str, context: dict, identifier: str) -> bytes:
    with translation.override("fr"):
        return render(f"documents/{name}.html", context, identifier=identifier, styles=STYLES)
