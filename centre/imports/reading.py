"""From a source to tables of texts: a folder or a ZIP of CSV files, or one XLSX workbook."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from centre.imports.problems import Problems, shown

MOST_ROWS = 50_000
_EDGES = " \t\r\n\u00a0\u202f"
_BREAKS = re.compile(r"[ ]*[\t\r\n]+[ ]*")


@dataclass(frozen=True)
class Given:
    """A file in memory, under the name it was uploaded with."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Table:
    """A sheet as it was read: `place` names it in messages, `rows` are (line, cells) without the blank ones."""

    place: str
    header: list[str]
    rows: list[tuple[int, list[str]]]


class Unreadable(Exception):
    """A sheet cannot be read at all."""

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(reason)
        self.reason = reason
        self.line = line


def tidy(cell: str) -> str:
    """The cell stripped, on one line, in Unicode NFC: « é » is one character however it was typed."""
    cell = cell.strip(_EDGES)
    if cell.isascii() and "\n" not in cell and "\t" not in cell and "\r" not in cell:
        return cell
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", cell))


def too_many_rows(line: int) -> Unreadable:
    return Unreadable(f"plus de {MOST_ROWS} lignes : partagez la feuille en plusieurs imports", line)


def _nobody_listens(sheet: str) -> None:
    pass


def read(
    source: Path | Given,
    names: list[str],
    problems: Problems,
    tell: Callable[[str], None] = _nobody_listens,
) -> dict[str, Table | None]:
    """The sheets that are there, by name; None for one that cannot be read.

    `tell` is called with the name of each sheet before it is read.
    """
    place = source.name if isinstance(source, Given) else str(source)
    try:
        tables = _tables(source, names, problems, tell)
    except (OSError, ValueError) as error:
        problems.add(place, f"illisible ({shown(error)})")
        return {}
    if not tables and not problems.count:
        problems.add(place, f"aucune feuille à importer (feuilles connues : {', '.join(names)})")
    return tables


def _tables(source: Path | Given, names: list[str], problems: Problems, tell) -> dict[str, Table | None]:
    from centre.imports import archive, folder, workbook

    if isinstance(source, Path) and source.is_dir():
        return folder.read(folder.files(source), names, problems, tell)
    file = io.BytesIO(source.content) if isinstance(source, Given) else source
    if isinstance(source, Given) or source.is_file():
        if archive.is_one(file):
            return folder.read(archive.files(source.name, file, problems), names, problems, tell)
        if zipfile.is_zipfile(file):
            return workbook.read(source.name, file, names, problems, tell)
    problems.add(source.name if isinstance(source, Given) else str(source), _not_readable(source))
    return {}


def _not_readable(source: Path | Given) -> str:
    if isinstance(source, Path) and not source.exists():
        return "introuvable"
    if Path(source.name).suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods"):
        return "n'est pas un classeur XLSX (ou il est protégé par un mot de passe)"
    return "n'est ni un dossier de fichiers CSV ni un classeur XLSX"
