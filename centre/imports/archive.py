"""A ZIP of CSV files, untrusted: its unpacked size is bounded before anything is unpacked."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from centre.imports.folder import CsvFile
from centre.imports.problems import Problems
from centre.imports.reading import Unreadable

MOST_FILES = 500
MOST_BYTES = 200_000_000
_ENCRYPTED = 0x1


def is_one(file) -> bool:
    """Whether this path or stream is a ZIP that holds CSV files; an XLSX workbook, though a ZIP, is not."""
    if not zipfile.is_zipfile(file):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    return "[Content_Types].xml" not in names and any(name.lower().endswith(".csv") for name in names)


def files(name: str, file: Path, problems: Problems) -> list[CsvFile]:
    """The CSV files of the archive, sorted by name; none when it would be too big once unpacked."""
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        problems.add(name, "archive démesurée une fois décompressée : partagez-la en plusieurs imports")
        return []
    found = [_csv_file(file, entry) for entry in entries if "__MACOSX" not in entry.filename]
    return sorted(found, key=lambda one: one.name)


def _csv_file(file, entry: zipfile.ZipInfo) -> CsvFile:
    def content() -> bytes:
        """The bytes of one file. zipfile never unpacks more than the declared size, which was bounded above."""
        if entry.flag_bits & _ENCRYPTED:
            raise Unreadable("fichier protégé par un mot de passe")
        try:
            with zipfile.ZipFile(file) as archive:
                return archive.read(entry)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise Unreadable("fichier abîmé dans l'archive : refaites le ZIP") from error

    return CsvFile(PurePosixPath(entry.filename.replace("\\", "/")).name, entry.file_size, content)
