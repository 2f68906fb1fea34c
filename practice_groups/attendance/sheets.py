"""The sheet to sign (*émargement*) of any cycle: names, structures, and a box per meeting. Made by the worker.

`actions.ask_sheet(cycle, by=…, at=…)` asks for one and the page `attendance_sheet` waits for it; both work for any
cycle that the actor prepares.
"""

import base64
import io
import logging
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.text import slugify

from centre.context import acting_as_system
from centre.document import CannotRender, render
from practice_groups import access
from practice_groups.attendance.access import BY_NAME, ON_SHEETS
from practice_groups.attendance.models import AttendanceSheet
from practice_groups.models import Cycle
from practice_groups.states import State

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=5)
KEPT = timedelta(days=1)
COLUMNS = 8  # boxes wide enough for a signature on A4 landscape
EMPTY_ROWS = 4  # for those who come without being registered


def make_sheet(sheet_id) -> None:
    """Make and keep the document, once; one that was forgotten meanwhile is not made."""
    with acting_as_system():
        sheet = AttendanceSheet.objects.filter(pk=sheet_id).select_related("cycle__group").first()
        if sheet is None or sheet.pdf:
            return
        context = contents(sheet.cycle)
    try:
        document = printed(context, identifier=str(sheet_id))
    except CannotRender as reason:
        log.warning("sheet %s waits: %s", sheet_id, reason)
        return
    with acting_as_system():
        sheet = AttendanceSheet.objects.select_for_update().filter(pk=sheet_id).first()
        if sheet is not None:
            sheet.pdf = base64.b64encode(document).decode()
            sheet.save(update_fields=["pdf"])


def contents(cycle: Cycle) -> dict:
    """What is printed: nothing of a person but her name and her structure."""
    seated = cycle.registrations.filter(state=State.CONFIRMED).order_by(*BY_NAME)
    meetings = list(cycle.meetings.filter(state__in=ON_SHEETS).order_by("starts_at"))
    pages = [meetings[first : first + COLUMNS] for first in range(0, len(meetings), COLUMNS)]
    return {
        "cycle": cycle,
        "pages": pages or [[]],
        "people": list(seated.values_list("user__display_name", "structure")),
        "empty": range(EMPTY_ROWS),
        "facilitators": list(cycle.facilitators.order_by(access.by_name())),
    }


def printed(context: dict, *, identifier: str) -> bytes:
    with translation.override("fr"):
        return render(
            "documents/attendance_sheet.html",
            context,
            identifier=identifier,
            styles="css/attendance_sheet.css",
        )


def opened(sheet: AttendanceSheet) -> io.BytesIO | None:
    """The document, or None while it is being made."""
    return io.BytesIO(base64.b64decode(sheet.pdf)) if sheet.pdf else None


def filename(sheet: AttendanceSheet) -> str:
    return f"emargement-{slugify(sheet.cycle.group.title)[:60]}-{slugify(sheet.cycle.season)}.pdf"


def is_late(sheet: AttendanceSheet, now: datetime) -> bool:
    return sheet.asked_at < now - PATIENCE


def without_document(before: datetime):
    """Ids of the sheets asked for before this instant that nobody made."""
    waiting = AttendanceSheet.objects.filter(pdf=b"", asked_at__lt=before)
    return waiting.order_by("asked_at").values_list("pk", flat=True)


def forget(before: datetime) -> int:
    return AttendanceSheet.objects.filter(asked_at__lt=before - KEPT).delete()[0]
