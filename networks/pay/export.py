"""The accountant's spreadsheet: one row per line of the month's issued statements."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from centre import spreadsheet
from networks.choices import StatementState
from networks.models import PayLine

COLUMNS = (
    "releve",
    "mois",
    "beneficiaire",
    "siret",
    "iban",
    "date",
    "langue",
    "objet",
    "corrige",
    "duree_minutes",
    "duree_payee_minutes",
    "taux_horaire",
    "deplacement",
    "montant",
    "emis_le",
    "paye_le",
)


def lines_of_month(month: date) -> list[PayLine]:
    issued = PayLine.objects.filter(statement__month=month).exclude(statement__state=StatementState.DRAFT)
    return list(
        issued.select_related("statement", "corrects__statement")
        .defer("statement__pdf", "corrects__statement__pdf")
        .order_by("statement__number", "corrects", "day", "pk")
    )


def sheet(own: Iterable[PayLine]) -> bytes:
    """The file, with decimal commas."""
    return spreadsheet.sheet(COLUMNS, map(_row, own))


def _row(line: PayLine) -> list[str]:
    statement, corrected = line.statement, line.corrects
    return [
        statement.number,
        f"{statement.month:%m/%Y}",
        statement.payee_name,
        statement.spaced_siret,
        statement.spaced_iban,
        _day(line.day),
        line.language_name,
        line.label or "Mission",
        f"{corrected.statement.number} du {_day(corrected.day)}" if corrected else "",
        "" if corrected else str(line.minutes),
        "" if corrected else str(line.billed_minutes),
        "" if corrected else _euros(line.hourly),
        "" if corrected else _euros(line.travel),
        _euros(line.amount),
        _day(timezone.localdate(statement.issued_at)),
        _day(statement.paid_on),
    ]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _euros(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
