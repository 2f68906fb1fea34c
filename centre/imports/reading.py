"""From a path to tables of texts: a folder of CSV files, or one XLSX workbook."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from centre.imports.problems import Problems, shown

MOST_ROWS = 50_000
_EDGES = " \t\r\n\u00a0\u202f"
_BREAKS = re.compile(r"[ ]*[\t\r\n]+[ ]*")


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
    """Without blanks around, on one line, composed: « é » is one character whoever typed it."""
    cell = cell.strip(_EDGES)
    if cell.isascii() and "\n" not in cell and "\t" not in cell and "\r" not in cell:
        return cell
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", cell))


def too_many_rows(line: int) -> Unreadable:
    return Unreadable(f"plus de {MOST_ROWS} lignes : partagez la feuille en plusieurs imports", line)


def read(path: Path, names: list[str], problems: Problems) -> dict[str, Table | None]:
    """Each sheet found under its name; None for one that is there and cannot be read."""
    from centre.imports import folder, workbook

    try:
        if path.is_dir():
            tables = folder.read(path, names, problems)
        elif path.is_file() and zipfile.is_zipfile(path):
            tables = workbook.read(path, names, problems)
        else:
            problems.add(str(path), _not_readable(path))
            return {}
    except (OSError, ValueError) as error:
        problems.add(str(path), f"illisible ({shown(error)})")
        return {}
    if not tables and not problems.count:
        problems.add(str(path), f"aucune feuille à importer (feuilles connues : {', '.join(names)})")
    return tables


def _not_readable(path: Path) -> str:
    if not path.exists():
        return "introuvable"
    if path.is_file() and path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods"):
        return "n'est pas un classeur XLSX (ou il est protégé par un mot de passe)"
    return "n'est ni un dossier de fichiers CSV ni un classeur XLSX"
