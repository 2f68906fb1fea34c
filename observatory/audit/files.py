"""The published CSV files, read back with nothing else at hand.

An edition's archive, or a folder, holds « chiffres.csv »: UTF-8 with its mark, `;`, the columns section, tableau,
ligne, colonne, valeur, one figure per line. Empty names are left out of its path: `personnes;par_sexe;F;;40` is
personnes.par_sexe.F, `document;;seuil;;11` the threshold. « c » is withheld, « – » was never counted, decimals have a
comma.
"""

import csv
import io
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from observatory.audit.verdict import Unfinished

FIGURES = "chiffres.csv"
COLUMNS = ["section", "tableau", "ligne", "colonne", "valeur"]
WHOLE_DOCUMENT = "document"
MASK = "masque"


def read_files(path: Path) -> dict:
    """The figures document read back from the edition at `path`, a folder or a ZIP. Raises Unfinished if it is not
    one."""
    try:
        if path.is_dir():
            content = (path / FIGURES).read_bytes()
        else:
            with ZipFile(path) as archive:
                content = archive.read(FIGURES)
        return read_csv(content.decode("utf-8-sig"))
    except (OSError, BadZipFile, KeyError, UnicodeDecodeError) as error:
        raise Unfinished(f"{path}\u00a0: pas de «\u00a0{FIGURES}\u00a0» lisible") from error


def read_csv(text: str) -> dict:
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    if not lines or lines[0] != COLUMNS:
        raise Unfinished(f"les colonnes de «\u00a0{FIGURES}\u00a0» ne sont pas celles attendues")
    document: dict = {}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(COLUMNS):
            raise Unfinished(f"{FIGURES}, ligne {number}\u00a0: cinq colonnes attendues")
        *names, value = line
        path = [name for name in names if name]
        if path[:1] == [WHOLE_DOCUMENT]:
            del path[0]
        if not path or not _put(document, path, _value(value)):
            raise Unfinished(f"{FIGURES}, ligne {number}\u00a0: un chiffre sans nom, ou donné deux fois")
    return document


def _put(document: dict, path: list[str], value) -> bool:
    here = document
    for name in path[:-1]:
        here = here.setdefault(name, {})
        if not isinstance(here, dict):
            return False
    if path[-1] in here:
        return False
    here[path[-1]] = value
    return True


def _value(text: str) -> int | float | str | None:
    if text == "c":
        return MASK
    if text in ("–", ""):
        return None
    if text.isdecimal():
        return int(text)
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
