"""Every write about documents: uploaded, removed, reminders sent."""

import base64
import re
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.mail import post
from centre.models import User
from centre.refusals import Refused
from networks.joining.documents import access
from networks.joining.documents.files import clean
from networks.joining.models import Document
from networks.joining.states import DOCUMENTS_EACH
from networks.models import NetworkSettings, Professional, Therapist

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
SENT_ALREADY = "Ce formulaire a déjà été envoyé : ouvrez-en un nouveau."


@transaction.atomic
def upload(
    sheet: Professional,
    *,
    kind: str,
    filename: str,
    content: bytes,
    expires_on: date | None = None,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> Document:
    """Store a file of `sheet`'s owner, sanitised. Idempotent: the key is the document's own."""
    owner = "therapist" if isinstance(sheet, Therapist) else "interpreter"
    type(sheet).objects.select_for_update().get(pk=sheet.pk)  # counted below
    hers = Document.objects.filter(**{owner: sheet}).defer("content")
    known = hers.filter(pk=idempotency_key).first()
    if known:
        return known
    if expires_on and expires_on < timezone.localdate(at):
        raise Refused("Cette pièce n’est plus valable : déposez la nouvelle.", field="expires_on")
    if hers.count() >= DOCUMENTS_EACH:
        raise Refused(f"Vous gardez déjà {DOCUMENTS_EACH} pièces ici : supprimez celles qui ne servent plus.")
    cleaned = clean(content)
    document = Document(
        pk=idempotency_key,
        kind=kind,
        filename=_name(filename, cleaned.media_type),
        media_type=cleaned.media_type,
        size=len(cleaned.content),
        content=base64.b64encode(cleaned.content).decode(),
        expires_on=expires_on,
        uploaded_at=at,
        uploaded_by=by,
        **{owner: sheet},
    )
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as error:
        if "networks_document_pkey" not in str(error):
            raise
        raise Refused(SENT_ALREADY) from error  # another's, that row security hides
    return document


def remove(document: Document, *, by: User, at: datetime) -> None:
    """Delete one's own document: the row goes, the journal keeps that it existed."""
    document.delete()


@transaction.atomic
def remind(user: User, *, at: datetime) -> int:
    """One mail to `user` about her documents that expire soon or have expired; returns how many. Idempotent."""
    today = timezone.localdate(at)
    due = access.due(today, NetworkSettings.current().document_notice_days)
    locked = list(due.of(user).select_for_update(of=("self",)))
    if locked:
        Document.objects.filter(pk__in=[one.pk for one in locked]).update(reminded_on=today)
        post(user, "document_due", expired=any(one.expires_on < today for one in locked))
    return len(locked)


def _name(typed: str, media_type: str) -> str:
    """The uploaded name without folders or control characters, with the extension of what the file really is."""
    stem = re.sub(r"[^\w .()-]", "_", typed.replace("\\", "/").rpartition("/")[2]).rpartition(".")
    return f"{(stem[0] or stem[2]).strip(' .')[:100] or 'piece'}.{_ENDINGS[media_type]}"
