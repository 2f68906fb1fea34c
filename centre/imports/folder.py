"""UTF-8 CSV files: comma-separated, with a header row, one file per sheet. Other files of the folder are ignored."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from centre.imports.problems import Problems
from centre.imports.reading import MOST_ROWS, Table, Unreadable, tidy, too_many_rows

MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class CsvFile:
    """A file of a folder or of an archive: its name, its size in bytes, and a function that reads it whole."""

    name: str
    size: int
    content: Callable[[], bytes]


def files(path: Path) -> list[CsvFile]:
    return [
        CsvFile(file.name, file.stat().st_size, file.read_bytes)
        for file in sorted(path.iterdir())
        if file.is_file()
    ]


def read(files: list[CsvFile], names: list[str], problems: Problems, tell) -> dict[str, Table | None]:
    tables: dict[str, Table | None] = {}
    for file in files:
        if Path(file.name).suffix.lower() != ".csv" or file.name.startswith("."):
            continue
        name = Path(file.name).stem.lower()
        if name not in names:
            problems.add(file.name, f"feuille inconnue (feuilles connues : {', '.join(names)})")
        elif name in tables:
            problems.add(file.name, "feuille en double")
        else:
            tell(name)
            tables[name] = _read_file(file, problems)
    return tables


def _read_file(file: CsvFile, problems: Problems) -> Table | None:
    try:
        records = _records(_text(file))
        _, header = next(records, (1, []))
        _check_separator(header)
        return Table(file.name, header, list(_same_width(file.name, header, records, problems)))
    except Unreadable as error:
        problems.add(file.name, error.reason, line=error.line)
    except OSError:
        problems.add(file.name, "fichier illisible")
    return None


def _text(file: CsvFile) -> str:
    if file.size > MOST_BYTES:
        raise Unreadable(
            f"fichier de plus de {MOST_BYTES // 1_000_000} Mo : partagez-le en plusieurs imports"
        )
    content = file.content()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable("n'est pas encodé en UTF-8 : enregistrez en CSV UTF-8", line) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not blank; a quoted cell may span several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = [tidy(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable("guillemets mal fermés, ou cellule démesurée", line) from None
        count += 1
        if count > MOST_ROWS + 1:
            raise too_many_rows(line)
        if any(cells):
            yield line, cells


def _check_separator(header: list[str]) -> None:
    if not header:
        raise Unreadable("feuille vide : la ligne d'en-tête manque")
    for separator, called in ((";", "« ; »"), ("\t", "la tabulation")):
        if len(header) == 1 and separator in header[0]:
            raise Unreadable(
                f"le séparateur est {called} : enregistrez en CSV séparé par des virgules, ou en classeur XLSX",
                1,
            )


def _same_width(
    place: str, header: list[str], records, problems: Problems
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in records:
        if len(cells) == len(header):
            yield line, cells
        else:
            problems.add(place, f"{len(cells)} cellules au lieu de {len(header)}", line=line)
