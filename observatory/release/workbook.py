"""The tables of an edition as one workbook: « Lisez-moi », then one visible sheet per table.

openpyxl loads numpy, so it is imported where it is used, in the worker.
"""

import io
import re

from centre.zips import unzipped, zipped
from observatory.disclosure import MASK
from observatory.release.notice import INTERNAL, WITHHELD, Notice
from observatory.release.tables import Table, tables

README = "Lisez-moi"
LONGEST = 31  # letters of a sheet's name
SHORTER = {"croisement-": "croise-", "personnes-nouvelles-": "nouvelles-"}
A4 = 9  # the paper, in the format's own words
WIDEST = 60  # letters of a column; longer texts go on below
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
    page = book.create_sheet(README)
    page.column_dimensions["A"].width = 110
    for number, line in enumerate(notice.lines()):
        page.append([_cell(page, line, bold=number == 0, side="left")])


def _sheet(book, table: Table, notice: Notice) -> None:
    page = book.create_sheet(named(table.name))
    above = [table.title, *([table.definition] if table.definition else [])]
    above += [WITHHELD] if any(MASK in row for row in table.rows) else []
    above += [] if notice.is_public else [INTERNAL]
    _for_paper(page, head=len(above) + 1)
    for index, column in enumerate(table.columns, start=1):
        texts = [column, *(row[index - 1] for row in table.rows if isinstance(row[index - 1], str))]
        page.column_dimensions[_letter(index)].width = min(WIDEST, max(map(len, texts)) + 3)
    for number, line in enumerate(above):
        page.append([_cell(page, line, bold=number == 0)])
    page.append(
        [_cell(page, column, bold=True, side=_side(table, at)) for at, column in enumerate(table.columns)]
    )
    for row in table.rows:
        page.append([_cell(page, value, side=_side(table, at)) for at, value in enumerate(row)])


def _side(table: Table, column: int) -> str:
    """Signs are aligned with the numbers of their column."""
    return "right" if column >= table.words else "left"


def named(table: str) -> str:
    """The name of its sheet: whole words."""
    for long, short in SHORTER.items():
        table = table.replace(long, short) if len(table) > LONGEST else table
    return table


def _for_paper(page, *, head: int) -> None:
    """Fit the width of a page, with the header row repeated on each; on a screen that row stays in sight."""
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(index)


def _cell(page, value, *, bold: bool = False, side: str = ""):
    """A number stays a number; every text is text, never a formula. Without a `side`, it overflows into the next
    cells."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    if value is None or isinstance(value, str):
        text = "–" if value is None else "c" if value == MASK else value
        cell = WriteOnlyCell(page, value=" ".join(ILLEGAL_CHARACTERS_RE.sub("", text).split(" ")))
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(page, value=value)
        cell.number_format = "#,##0" if isinstance(value, int) else "General"
    if side:
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=side == "left")
    if bold:
        cell.font = Font(bold=True)
    return cell
