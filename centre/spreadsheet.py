"""CSV files for a French spreadsheet: `;`, UTF-8 with its mark; XLSX workbooks. No cell is run as a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from defusedcsv import csv
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file of these rows; each cell is text on one line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    # No blank before a sign that starts a formula either.
    writer.writerows([" ".join(str(cell).split()) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


INTERNAL = "Interne – ne pas diffuser\u00a0: effectifs exacts, même très petits."


def internal(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """`sheet` of exact counts of people, which says so under them: it leaves its page, not the centre."""
    return sheet(columns, [*rows, [INTERNAL]])


def attached(content: bytes, filename: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def workbook(columns: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """The same rows as XLSX: numbers, euros (`Decimal`) and days stay such, every text is text.

    openpyxl takes numpy along: pages that export nothing never load it.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("Liste")
    page.freeze_panes = "A2"
    for row in (columns, *rows):
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(kind: str, columns: Sequence[str], rows: Iterable[Sequence], name: str) -> HttpResponse:
    """The file `name` of these rows, `kind` being « csv » or « xlsx »; a CSV has days and euros as French does."""
    if kind == "csv":
        return attached(sheet(columns, ([_french(value) for value in row] for row in rows)), f"{name}.csv")
    answer = HttpResponse(workbook(columns, rows), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _cell(page, value):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=" ".join(ILLEGAL_CHARACTERS_RE.sub("", value).split()))
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(page, value=value)
    if isinstance(value, Decimal):
        cell.number_format = "0.00"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def _french(value) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)
