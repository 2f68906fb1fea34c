"""Locks: one writer at a time on the text of an edition, and only while it is a draft."""

from django.db import connection
from django.utils import timezone

from centre.refusals import Refused
from observatory.models import AnnualReport
from observatory.states import ReportState

NOT_A_DRAFT = (
    "Ce bilan est «\u00a0{state}\u00a0»\u00a0: son texte ne change plus. "
    "Remettez-le en brouillon pour le modifier."
)
FROZEN = "Ce bilan est publié\u00a0: son texte ne change plus. Une correction est une nouvelle édition."


def hold_text(report_id) -> None:
    """Lock the text until the end of the transaction, apart from the edition's row, which the worker holds while it
    counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('observatory.text'), hashtext(%s))", [str(report_id)]
        )


def hold_draft(report_id) -> None:
    """Lock the text, and refuse if the edition is not a draft."""
    hold_text(report_id)
    report = AnnualReport.objects.only("state").get(pk=report_id)
    if report.is_frozen:
        raise Refused(FROZEN)
    if report.state != ReportState.DRAFT:
        raise Refused(NOT_A_DRAFT.format(state=report.get_state_display().lower()))


def check_version(row, version: int, *, what: str) -> None:
    """Refuse to overwrite what somebody else has written since. `row`: a section or a block, read after
    `hold_draft`."""
    if row.version == version:
        return
    when = timezone.localtime(row.edited_at) if row.edited_at else None
    said = f"{when:%d/%m/%Y} à {when:%H}\u00a0h\u00a0{when:%M}" if when else "une date inconnue"
    raise Refused(
        f"{row.edited_by or 'Quelqu’un'} a modifié {what} le {said}. Rien n’est perdu\u00a0: ce que vous avez écrit "
        "est gardé ici, à côté de ce qui est enregistré maintenant. Enregistrez de nouveau pour garder le vôtre.",
    )


def mark(row, *, by, at) -> None:
    """Raise the row's version and record who changed it; the caller saves."""
    row.version += 1
    row.edited_by, row.edited_at = by, at
