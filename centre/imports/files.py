"""What was uploaded, recognised by its content: workbooks, ZIPs, or CSV files packed into one ZIP. No database."""

import zipfile
from dataclasses import dataclass
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
MIXED = "Choisissez des classeurs et des ZIP, ou bien des fichiers CSV\u00a0: pas les deux à la fois."
TWICE = (
    "Deux fichiers portent le nom «\u00a0{name}\u00a0»\u00a0: "
    "un fichier CSV par feuille, un classeur ou un ZIP par année."
)
SAME = "«\u00a0{name}\u00a0» et «\u00a0{other}\u00a0» sont le même fichier\u00a0: choisissez-le une fois."
MANY = "Vingt classeurs ou ZIP au plus en une fois."
EMPTY = "«\u00a0{name}\u00a0» est vide\u00a0: choisissez-en un autre."
MOST_PACKED = 20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Chosen:
    """An uploaded file, or the reason why it is refused while the others are accepted."""

    file: Given
    refusal: str = ""


def given(files: list[tuple[str, bytes]]) -> list[Chosen]:
    """One `Chosen` per import. Raises Refused (field `files`) when nothing can be accepted.

    Among several workbooks and ZIPs, a file that is neither does not stop the others.
    """
    if sum(len(content) for _, content in files) > MAX_BYTES:
        raise _refused(HEAVY)
    named: dict[str, bytes] = {}
    for name, content in files:
        name = _name(name)
        if name.lower() in {known.lower() for known in named}:
            raise _refused(TWICE.format(name=name))
        named[name] = content
    faults = {name: fault for name, content in named.items() if (fault := _fault(name, content))}
    packed = [Given(name, content) for name, content in named.items() if _is_zip(content)]
    if not packed:
        return [Chosen(_together(named, faults))]
    if len(packed) + len(faults) < len(named):
        raise _refused(MIXED)
    return [*_apart(packed), *(Chosen(Given(name, b""), fault) for name, fault in faults.items())]


def _together(named: dict[str, bytes], faults: dict[str, str]) -> Given:
    """CSV files, packed into one ZIP: together they are one import."""
    for fault in faults.values():
        raise _refused(fault)
    name = next(iter(named)) if len(named) == 1 else f"{len(named)} fichiers CSV"
    return Given(name, zipped(sorted(named.items())))


def _apart(packed: list[Given]) -> list[Chosen]:
    if len(packed) > MOST_PACKED:
        raise _refused(MANY)
    known: dict[bytes, str] = {}
    for one in packed:
        other = known.setdefault(one.content, one.name)
        if other != one.name:
            raise _refused(SAME.format(name=other, other=one.name))
    return [Chosen(one) for one in sorted(packed, key=lambda one: one.name)]


def _fault(name: str, content: bytes) -> str:
    """Why this file is none of the three accepted kinds; "" when it is one."""
    if not content:
        return EMPTY.format(name=name)
    if content.startswith(_OLD_OFFICE):
        return LOCKED.format(name=name)
    if not _is_zip(content) and (not name.lower().endswith(".csv") or b"\0" in content):
        return NEITHER.format(name=name)
    return ""


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK") and zipfile.is_zipfile(BytesIO(content))


def _name(typed: str) -> str:
    """The file's name without folders or unprintable characters, shortened; its extension is kept."""
    path = PurePosixPath("".join(c for c in typed.replace("\\", "/") if c.isprintable()))
    return f"{path.stem.strip()[:100] or 'fichier'}{path.suffix[:10].lower()}"


def _refused(reason: str) -> Refused:
    return Refused(reason, field="files")
