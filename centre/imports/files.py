"""What was chosen in the form, told by its content: one workbook, one ZIP, or CSV files made into one. No database."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from centre.imports.reading import Given
from centre.refusals import Refused
from centre.uploads import MAX_BYTES
from centre.zips import zipped

HEAVY = "Trop lourd\u00a0: 5 Mo au plus en une fois. Un classeur ou un ZIP pèse bien moins que des CSV."
NEITHER = "«\u00a0{name}\u00a0» n’est ni un classeur XLSX, ni un ZIP, ni un fichier CSV."
LOCKED = (
    "«\u00a0{name}\u00a0» est un ancien classeur (XLS) ou il est protégé par un mot de passe\u00a0: "
    "enregistrez-le en XLSX."
)
MIXED = "Choisissez un classeur, ou un ZIP, ou des fichiers CSV\u00a0: pas les deux à la fois."
TWICE = "Deux fichiers portent le nom «\u00a0{name}\u00a0»\u00a0: un fichier CSV par feuille."
EMPTY = "«\u00a0{name}\u00a0» est vide\u00a0: choisissez-en un autre."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def given(files: list[tuple[str, bytes]]) -> Given:
    """The one file to keep; Refused (field `files`) when they are none of the three kinds."""
    if sum(len(content) for _, content in files) > MAX_BYTES:
        raise _refused(HEAVY)
    named: dict[str, bytes] = {}
    for name, content in files:
        name = _name(name)
        _check(name, content)
        if name.lower() in {known.lower() for known in named}:
            raise _refused(TWICE.format(name=name))
        named[name] = content
    packed = [name for name, content in named.items() if _is_zip(content)]
    if packed and len(named) > 1:
        raise _refused(MIXED)
    if packed:
        return Given(packed[0], named[packed[0]])
    stem = next(iter(named)) if len(named) == 1 else f"{len(named)} fichiers CSV"
    return Given(stem, zipped(sorted(named.items())))


def _check(name: str, content: bytes) -> None:
    if not content:
        raise _refused(EMPTY.format(name=name))
    if content.startswith(_OLD_OFFICE):
        raise _refused(LOCKED.format(name=name))
    if not _is_zip(content) and (not name.lower().endswith(".csv") or b"\0" in content):
        raise _refused(NEITHER.format(name=name))


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK") and zipfile.is_zipfile(BytesIO(content))


def _name(typed: str) -> str:
    """Without folders, on one line, short enough; its ending stays."""
    path = PurePosixPath("".join(c for c in typed.replace("\\", "/") if c.isprintable()))
    return f"{path.stem.strip()[:100] or 'fichier'}{path.suffix[:10].lower()}"


def _refused(reason: str) -> Refused:
    return Refused(reason, field="files")
