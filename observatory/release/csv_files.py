"""The tables of an edition for a French spreadsheet: one CSV per table, every figure in one more, in one archive."""

from centre.spreadsheet import sheet
from centre.zips import zipped
from observatory.disclosure import MASK
from observatory.release.cells import Cell, cells
from observatory.release.notice import Notice
from observatory.release.tables import tables

FIGURES = "chiffres.csv"
README = "LISEZ-MOI.txt"


def make(figures: dict, listing: dict, notice: Notice) -> bytes:
    every = [(f"{table.name}.csv", (table.columns, table.rows)) for table in tables(figures, listing)]
    files = [(name, sheet(columns, [map(as_text, row) for row in rows])) for name, (columns, rows) in every]
    readme = "\r\n\r\n".join(notice.lines()) + "\r\n"
    return zipped([(README, readme.encode("utf-8-sig")), (FIGURES, all_figures(figures)), *files])


def all_figures(figures: dict) -> bytes:
    columns = ("section", "tableau", "ligne", "colonne", "valeur")
    return sheet(columns, [_line(cell) for cell in cells(figures)])


def _line(cell: Cell) -> list[str]:
    return [cell.section, cell.table, cell.row, cell.column, as_text(cell.value)]


def as_text(value) -> str:
    """« c » when withheld, « – » when not counted, a decimal comma."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "c" if value == MASK else str(value)
