"""The documents of a session: uploaded, or printed by a worker (the two forms to fill in, the summary)."""

from datetime import datetime

from django.db import transaction

from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.joining.documents.files import clean
from practice_groups.choices import AnswersKind, DocumentKind
from practice_groups.models import PlacementDocument, PlacementSession
from practice_groups.placements.stays import access, tasks

MOST = 10


@transaction.atomic
def add_document(
    session: PlacementSession, *, title: str, content: bytes, by: User, at: datetime
) -> PlacementDocument:
    """Store a PDF of at most five megabytes, validated on upload."""
    session = _locked(session)
    if session.documents.filter(kind="").count() >= MOST:
        raise Refused(f"Une session garde {MOST} documents au plus.")
    cleaned = clean(content)
    if cleaned.media_type != "application/pdf":
        raise Refused("Déposez un PDF.", field="file")
    return PlacementDocument.objects.create(
        session=session, title=title, content=cleaned.content, added_by=by, added_at=at
    )


@transaction.atomic
def add_forms(session: PlacementSession, *, by: User, at: datetime) -> int:
    """Ask for the forms of the house that the session does not have yet; returns how many."""
    session = _locked(session)
    known = set(session.documents.values_list("kind", flat=True))
    missing = [kind for kind in AnswersKind if kind.value not in known]
    for kind in missing:
        _ask(session, DocumentKind(kind.value), by=by, at=at)
    return len(missing)


@transaction.atomic
def ask_summary(session: PlacementSession, *, by: User, at: datetime) -> PlacementDocument:
    """Ask for the summary of the session as it is now, replacing the previous one; one being made is kept."""
    session = _locked(session)
    known = access.summary_of(session)
    if known and not known.ready:
        return known
    if known:
        known.delete()
    return _ask(session, DocumentKind.SUMMARY, by=by, at=at)


def remove_document(document: PlacementDocument, *, by: User, at: datetime) -> None:
    document.delete()


def _locked(session: PlacementSession) -> PlacementSession:
    return PlacementSession.objects.select_for_update().get(pk=session.pk)


def _ask(session: PlacementSession, kind: DocumentKind, *, by: User, at: datetime) -> PlacementDocument:
    made = PlacementDocument.objects.create(
        session=session, title=str(kind.label), kind=kind, added_by=by, added_at=at
    )
    transaction.on_commit(lambda: enqueue(tasks.print_document, str(made.pk)))
    return made
