"""What is handed out at the preparation: uploaded, or the two forms of the house."""

from datetime import datetime

from django.db import transaction

from centre.document import CannotRender
from centre.models import User
from centre.refusals import Refused
from networks.joining.documents.files import clean
from practice_groups.choices import AnswersKind
from practice_groups.models import PlacementDocument, PlacementSession
from practice_groups.placements.stays import rendering

MOST = 10


@transaction.atomic
def add_document(
    session: PlacementSession, *, title: str, content: bytes, by: User, at: datetime
) -> PlacementDocument:
    """Keep a PDF of at most five megabytes, checked at the door."""
    session = PlacementSession.objects.select_for_update().get(pk=session.pk)
    if session.documents.count() >= MOST:
        raise Refused(f"Une session garde {MOST} documents au plus.")
    cleaned = clean(content)
    if cleaned.media_type != "application/pdf":
        raise Refused("Déposez un PDF.", field="file")
    return PlacementDocument.objects.create(
        session=session, title=title, content=cleaned.content, added_by=by, added_at=at
    )


@transaction.atomic
def add_forms(session: PlacementSession, *, by: User, at: datetime) -> int:
    """Add the two forms of the house, to print, that the session has not yet; how many."""
    session = PlacementSession.objects.select_for_update().get(pk=session.pk)
    known = set(session.documents.values_list("title", flat=True))
    missing = [kind for kind in AnswersKind if str(kind.label) not in known]
    for kind in missing:
        try:
            content = rendering.blank_form(session, kind)
        except CannotRender as reason:
            raise Refused(str(reason)) from reason
        PlacementDocument.objects.create(
            session=session, title=str(kind.label), content=content, added_by=by, added_at=at
        )
    return len(missing)


def remove_document(document: PlacementDocument, *, by: User, at: datetime) -> None:
    document.delete()
