"""The tables of an edition as one workbook: « Lisez-moi », then a sheet a table, all of them in sight.

openpyxl takes numpy along: imported where it is used, in the worker.
"""

import io
import re

from centre.zips import unzipped, zipped
from observatory.disclosure import MASK
from observatory.release.notice import INTERNAL, Notice
from observatory.release.tables import Table, tables

README = "Lisez-moi"
LONGEST = 31  # letters of a sheet's name
HOURS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def make(figures: dict, listing: dict, notice: Notice) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = notice.centre
    book.properties.title = notice.title
    _readme(book, notice)
    for table in tables(figures, listing):
        _sheet(book, table, notice)
    out = io.BytesIO()
    book.save(out)
    # openpyxl writes the hour in two places: in the properties, and beside each part of the archive.
    return zipped((name, HOURS.sub(b"", part)) for name, part in unzipped(out.getvalue()))


def _readme(book, notice: Notice) -> None:
    from openpyxl.styles import Alignment

    page = book.create_sheet(README)
    page.column_dimensions["A"].width = 110
    for number, line in enumerate(notice.lines()):
        cell = _cell(page, line, bold=number == 0)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.append([cell])


def _sheet(book, table: Table, notice: Notice) -> None:
    page = book.create_sheet(table.name[:LONGEST])
    above = [table.title, *([table.definition] if table.definition else [])]
    above += [] if notice.is_public else [INTERNAL]
    page.freeze_panes = f"A{len(above) + 2}"
    for index, column in enumerate(table.columns, start=1):
        texts = [column, *(row[index - 1] for row in table.rows if isinstance(row[index - 1], str))]
        page.column_dimensions[_letter(index)].width = min(60, max(map(len, texts)) + 3)
    for number, line in enumerate(above):
        page.append([_cell(page, line, bold=number == 0)])
    page.append([_cell(page, column, bold=True) for column in table.columns])
    for row in table.rows:
        page.append([_cell(page, value) for value in row])


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(index)


def _cell(page, value, *, bold: bool = False):
    """A number stays a number; every text is text, never a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    if value is None or isinstance(value, str):
        text = "–" if value is None else "c" if value == MASK else value
        cell = WriteOnlyCell(page, value=" ".join(ILLEGAL_CHARACTERS_RE.sub("", text).split(" ")))
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(page, value=value)
    if bold:
        cell.font = Font(bold=True)
    return cell
