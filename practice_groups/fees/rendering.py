"""The document of a receipt: made from its own row, in its holder's language, hence always the same bytes.

If two workers make the same document, the first one keeps it. A mark (refunded, cancelled) deletes it: it is made
again.
"""

import logging
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation

from centre.context import acting_as_system
from centre.document import CannotRender, render
from practice_groups.models import Receipt

log = logging.getLogger(__name__)


def make_document(receipt_id) -> None:
    """Make and keep the document. What fails is tried again by the sweeper."""
    with acting_as_system():
        receipt = Receipt.objects.get(pk=receipt_id)
    if receipt.pdf:
        return
    try:
        content = printed(receipt)
    except CannotRender as reason:
        log.warning("receipt %s waits: %s", receipt_id, reason)
        return
    with acting_as_system():
        fresh = Receipt.objects.select_for_update(of=["self"]).get(pk=receipt_id)
        if fresh.pdf or _marks(fresh) != _marks(receipt):
            return
        fresh.pdf = content
        fresh.save(update_fields=["pdf"])


def printed(receipt: Receipt) -> bytes:
    with translation.override(receipt.language):
        return render(
            "documents/receipt.html",
            {"receipt": receipt, "language": receipt.language},
            identifier=f"receipt-{receipt.number}",
            styles="css/receipt.css",
        )


def without_document(before: datetime) -> QuerySet:
    """Ids of the receipts written before this instant whose document is missing."""
    return Receipt.objects.filter(pdf=b"", issued_at__lt=before).values_list("pk", flat=True)


def _marks(receipt: Receipt) -> tuple:
    return receipt.refunded_on, receipt.cancelled_on
