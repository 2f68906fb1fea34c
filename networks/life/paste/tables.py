"""From what was pasted or uploaded to the table that the import reads: the same columns, the same cells.

A pasted table may have no header if its columns are in the order of the sheet; headers may be the French labels;
days may be written JJ/MM/AAAA, choices by their labels. What this makes is checked by the import itself.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

from centre.imports.problems import Problems, shown
from centre.imports.reading import Given, Table, read, tidy
from centre.imports.sheets import all_sheets
from centre.imports.words import title
from centre.refusals import Refused
from networks.choices import ActivityState, ActivityType, Modality
from networks.life.imports import ACTIVITIES
from networks.life.words import Unclear, iso_period, parse_period, plain

MOST_LINES = 2000
MOST_TEXT = 600_000
MOST_BYTES = 1_000_000
MOST_UNPACKED = 20_000_000
COLUMNS = list(ACTIVITIES.columns)
LABELS = {name: title(name) for name in COLUMNS}
COUNTS = ("professionnels", "usagers", "participants", "excuses", "nb_structures")
_TITLES = {plain(label): name for name, label in LABELS.items()} | {
    plain(name.replace("_", " ")): name for name in COLUMNS
}
_CHOICES = {"type": ActivityType, "modalite": Modality, "statut": ActivityState}
_CODES = {
    column: {plain(label): value for value, label in choices.choices} for column, choices in _CHOICES.items()
}


# ── From text, from a file ──────────────────────────────────────────────────────────────────────


def table_of_text(text: str) -> Table:
    """Cells copied from a spreadsheet: tabs between cells, a line per row."""
    return _table(_records(text, "\t"))


def table_of_file(name: str, content: bytes) -> Table:
    """A CSV file (comma, semicolon or tab; UTF-8, else as Excel writes it in French) or an XLSX workbook."""
    if len(content) > MOST_BYTES:
        raise Refused("Fichier de plus de 1 Mo : partagez-le en plusieurs fois.", field="file")
    if zipfile.is_zipfile(io.BytesIO(content)):
        return _workbook(content)
    if b"\x00" in content or Path(name).suffix.lower() in (".xls", ".ods", ".pdf", ".xlsx"):
        raise Refused("Ce fichier n’est ni un CSV ni un classeur XLSX.", field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    return _table(_records(text, max("\t;,", key=first.count)))


def _workbook(content: bytes) -> Table:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise Refused("Classeur démesuré une fois décompressé.", field="file")
    problems = Problems()
    names = [sheet.name for sheet in all_sheets()]
    table = read(Given("classeur.xlsx", content), names, problems).get(ACTIVITIES.name)
    if table is None:
        reasons = "; ".join(problem.reason for problem in problems.kept[:3]) or "aucune feuille « actions »"
        raise Refused(f"Classeur illisible : {reasons}.", field="file")
    _refuse_too_long(len(table.rows))
    return Table(table.place, *_translated(table.header, table.rows))


def _records(text: str, separator: str) -> list[list[str]]:
    """Cells by line; a line whose quotes mean nothing is read as it stands."""
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, quoting=quoting)
        try:
            return [[tidy(cell) for cell in record] for record in reader]
        except csv.Error:
            continue
    raise Refused("Une cellule est démesurée : vérifiez ce qui a été collé.", field="text")


def _table(records: list[list[str]]) -> Table:
    lines = [(number, cells) for number, cells in enumerate(records, start=1) if any(cells)]
    if not lines:
        raise Refused("Rien à lire : collez au moins une ligne.", field="text")
    _refuse_too_long(len(lines))
    if _is_header(lines[0][1]):
        header, lines = lines[0][1], lines[1:]
        while header and not header[-1]:
            header.pop()
    else:
        header = COLUMNS
    return Table(
        "", *_translated(header, [(number, _as_wide(cells, len(header))) for number, cells in lines])
    )


def _refuse_too_long(count: int) -> None:
    if count > MOST_LINES + 1:
        raise Refused(f"{count} lignes : {MOST_LINES} au plus à la fois.", field="text")


def _is_header(cells: list[str]) -> bool:
    known = sum(_title(cell) in COLUMNS for cell in cells if cell)
    return known * 2 > sum(bool(cell) for cell in cells)


def _as_wide(cells: list[str], width: int) -> list[str]:
    """Spreadsheets copy empty cells at the end, or leave them out."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells + [""] * (width - len(cells))


# ── Into the words of the sheet ─────────────────────────────────────────────────────────────────


def _title(cell: str) -> str:
    return _TITLES.get(plain(cell.replace("_", " ")), cell)


def _translated(header: list[str], rows) -> tuple[list[str], list[tuple[int, list[str]]]]:
    titles = [_title(cell) for cell in header]
    return titles, [(number, _translated_row(titles, cells)) for number, cells in rows]


def _translated_row(titles: list[str], cells: list[str]) -> list[str]:
    said = [_translated_cell(title, cell) for title, cell in zip(titles, cells, strict=False)]
    cancelled = ("statut", ActivityState.CANCELLED.value) in zip(titles, said, strict=True)
    return [
        "" if cancelled and title in COUNTS and cell in ("X", "x") else cell
        for title, cell in zip(titles, said, strict=True)
    ] + cells[len(titles) :]


def _translated_cell(title: str, cell: str) -> str:
    """« 12/03/2020 », « Tenue », « – » are what people write for `2020-03-12`, `tenue`, not counted."""
    if title == "date" and cell:
        try:
            return iso_period(*parse_period(cell))
        except Unclear:
            return cell
    if title in _CODES:
        return _CODES[title].get(plain(cell), cell)
    return "" if title in COUNTS and cell in ("–", "—", "-") else cell


def text_of(table: Table) -> str:
    """The table as text again, for the form that confirms it: it reads back to the same cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(cells for _, cells in table.rows)
    return out.getvalue()


def as_said(column: str, reason: str) -> str:
    """The import's reason as a screen says it: choices by their labels, printed apostrophes."""
    said = {value: name for value, name in _CHOICES[column].choices} if column in _CHOICES else {}
    listed = re.compile(r"(?<=\()[^()]+(?=\)$)")
    return listed.sub(
        lambda found: ", ".join(said.get(one, one) for one in found[0].split(", ")), reason
    ).replace("'", "’")


def label(column: str) -> str:
    return LABELS.get(column, shown(column))
