"""The document of a sheet: made from its frozen content alone, hence always the same bytes.

Two workers may make the same document; the first one keeps it, and the row never changes again.
"""

import logging
from datetime import datetime

from django.db.models import QuerySet

from centre.context import acting_as_system
from centre.document import CannotRender, render
from centre.models import Settings
from observatory.projects import pages
from observatory.projects.models import FundingSheet

log = logging.getLogger(__name__)


def make_document(sheet_id) -> None:
    """Make and keep the document. A failure is retried by the sweeper."""
    with acting_as_system():
        sheet = FundingSheet.objects.get(pk=sheet_id)
        centre_name = Settings.objects.values_list("name", flat=True).first() or ""
    if sheet.pdf:
        return
    try:
        content = printed(sheet, centre_name)
    except CannotRender as reason:
        log.warning("sheet %s waits: %s", sheet_id, reason)
        return
    with acting_as_system():
        fresh = FundingSheet.objects.select_for_update(of=["self"]).get(pk=sheet_id)
        if not fresh.pdf:
            fresh.pdf = content
            fresh.save(update_fields=["pdf"])


def printed(sheet: FundingSheet, centre_name: str) -> bytes:
    return render(
        "documents/funding_sheet.html",
        {"sheet": sheet, "centre_name": centre_name, **pages.told(sheet.content)},
        identifier=f"funding-sheet-{sheet.pk}",
        styles="css/funding_sheet.css",
    )


def without_document(before: datetime) -> QuerySet:
    """Ids of the sheets sent before this instant whose document is missing."""
    return FundingSheet.objects.filter(pdf=b"", sent_at__lt=before).values_list("pk", flat=True)
