"""One XLSX workbook, read row by row: dates, times and numbers become the texts a CSV file would hold.

The file is untrusted: its unpacked size is bounded before it is opened, and whatever openpyxl raises becomes one
message.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from centre.imports.problems import Problems
from centre.imports.reading import MOST_ROWS, Table, Unreadable, tidy, too_many_rows

MOST_BYTES = 200_000_000
MOST_SHARED_BYTES = 64_000_000
WIDEST = 64
_NOT_FORMAT = re.compile(r"\[[^]]*]|\"[^\"]*\"|\\.")


def read(
    place: str, file: Path | BytesIO, names: list[str], problems: Problems, tell
) -> dict[str, Table | None]:
    try:
        _check_size(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with closing(load_workbook(file, read_only=True, data_only=False, keep_links=False)) as workbook:
                return _read_sheets(file, workbook, names, problems, tell)
    except Unreadable as error:
        problems.add(place, error.reason)
    except Exception:  # a hostile or broken file may raise anything from the XML up
        problems.add(place, "classeur abîmé : ouvrez-le et enregistrez-le de nouveau en XLSX")
    return {}


def _check_size(file) -> None:
    """Bound the declared unpacked sizes: zipfile never unpacks more than those."""
    with zipfile.ZipFile(file) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    shared = sum(size for name, size in sizes.items() if name.lower().endswith("sharedstrings.xml"))
    if sum(sizes.values()) > MOST_BYTES or shared > MOST_SHARED_BYTES:
        raise Unreadable("classeur démesuré une fois décompressé : partagez-le en plusieurs imports")


def _check_length(file, sheet) -> None:
    """Refuse a sheet that is far too long before reading it. This may miss a row or two: `_records` counts them all."""
    with zipfile.ZipFile(file) as archive, archive.open(sheet._worksheet_path) as part:
        rows = sum(chunk.count(b"<row ") for chunk in iter(lambda: part.read(1 << 20), b""))
    if rows > MOST_ROWS + 1:
        raise too_many_rows(MOST_ROWS + 2)


def _read_sheets(file, workbook, names: list[str], problems: Problems, tell) -> dict[str, Table | None]:
    tables: dict[str, Table | None] = {}
    for sheet in workbook.worksheets:
        name = sheet.title.strip().lower()
        try:
            if name in tables:
                raise Unreadable("feuille en double")
            if name in names:
                tell(name)
                _check_length(file, sheet)
                tables[name] = _read_sheet(name, sheet)
            elif next(_records(sheet), None):
                problems.add(sheet.title, f"feuille inconnue (feuilles connues : {', '.join(names)})")
        except Unreadable as error:
            tables[name] = None
            problems.add(name, error.reason, line=error.line)
    return tables


def _read_sheet(name: str, sheet) -> Table:
    records = _records(sheet)
    _, header = next(records, (1, []))
    if not header:
        raise Unreadable("feuille vide : la ligne d'en-tête manque")
    return Table(name, header, [(line, _padded(cells, len(header))) for line, cells in records])


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _records(sheet) -> Iterator[tuple[int, list[str]]]:
    """(line, cells up to the last that is not blank) of each row that is not blank."""
    sheet.reset_dimensions()  # what a file says of its own size is not to be believed
    for line, row in enumerate(sheet.iter_rows(max_col=WIDEST), start=1):
        if line > MOST_ROWS + 1:
            raise too_many_rows(line)
        cells = [tidy(as_text(cell)) if cell.value is not None else "" for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield line, cells


def as_text(cell) -> str:
    """The text a CSV file would hold. A formula or an error keeps its `=`, and is refused by its column."""
    value = cell.value
    if isinstance(value, str):
        return f"={value}" if cell.data_type == "e" else value
    if cell.data_type == "f":
        return "=…"
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return _day_text(value, cell.number_format)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return "{:02}:{:02}".format(*divmod(round(value.total_seconds() / 60), 60))
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value)


def _day_text(value: datetime, number_format: str) -> str:
    """A date; a month when the cell's format shows no day, as Excel does with « 2020-04 »."""
    if value.time() != time():
        return value.isoformat(" ", "minutes")
    shows_day = "d" in _NOT_FORMAT.sub("", number_format or "d").lower()
    return value.date().isoformat() if shows_day else f"{value:%Y-%m}"
