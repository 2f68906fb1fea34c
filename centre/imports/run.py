"""The import itself: in the portal's own name, in one transaction, all or nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DataError, IntegrityError, connection
from django.utils import timezone

from centre.context import acting_as_system, current_actor_id
from centre.imports import closed, held
from centre.imports.checking import check
from centre.imports.problems import ImportRefused, Problems, shown
from centre.imports.reading import Given, Table, read
from centre.imports.sheets import Run, Tally, all_sheets

_ONE_AT_A_TIME = 7214502


@dataclass(frozen=True)
class Sheets:
    """What was read, and the errors found so far."""

    place: str
    tables: dict[str, Table | None]
    problems: Problems

    @property
    def year(self) -> int:
        """The year of most rows, read from their dates as text; 0 when there is none."""
        met = Counter(
            cells[at][:4]
            for sheet in all_sheets()
            if (table := self.tables.get(sheet.name)) is not None
            for at in (table.header.index(column) for column in sheet.dated if column in table.header)
            for _, cells in table.rows
            if at < len(cells)
        )
        years = [(count, int(text)) for text, count in met.items() if text.isascii() and text.isdigit()]
        return max(years, default=(0, 0))[1]


@dataclass(frozen=True)
class Done:
    """What an import did. `years`: how many rows are counted in each. `before`: the values it overwrote, by sheet."""

    tallies: dict[str, Tally]
    years: Counter[int]
    before: dict[str, held.Before]

    @property
    def fingerprint(self) -> str:
        """Hash of the rows created, changed and removed and of the values overwritten: equal hashes mean equal
        effects."""
        told = {
            name: [
                tally.read,
                tally.removed,
                [row.line for row in tally.new],
                [(row.line, self.before[name].get(row.line)) for row in tally.changed],
            ]
            for name, tally in self.tallies.items()
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def import_year(source: Path | Given, *, at: datetime) -> dict[str, Tally]:
    """Read, check and write; returns one tally per sheet, in the order of loading. Raises ImportRefused: nothing is
    written."""
    return write(read_sheets(source), at=at).tallies


def read_sheets(source: Path | Given, tell: Callable[[str], None] = lambda sheet: None) -> Sheets:
    """Every sheet as texts; `tell` is called with the name of each before it is read."""
    problems = Problems()
    place = source.name if isinstance(source, Given) else str(source)
    return Sheets(place, read(source, [sheet.name for sheet in all_sheets()], problems, tell), problems)


def write(sheets: Sheets, *, at: datetime) -> Done:
    """Check and write what was read, all of it. Raises ImportRefused: nothing is written."""
    problems = sheets.problems
    try:
        with acting_as_system():
            _prepare()
            run = Run(current_actor_id(), at, timezone.localdate(at))
            rows = check(sheets.tables, all_sheets(), run, problems)
            _refuse_if_any(problems)
            return _load(sheets, rows, run)
    except (DataError, IntegrityError) as error:  # somebody wrote the same thing at the same moment
        problems.add(sheets.place, f"la base refuse ces données : {shown(error, 300)}")
        raise ImportRefused(problems) from error


def _prepare() -> None:
    """Serialise imports: two at once would create the same labels twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _refuse_if_any(problems: Problems) -> None:
    if problems.count:
        raise ImportRefused(problems)


def _load(sheets: Sheets, rows: dict, run: Run) -> Done:
    shut = closed.hold()
    tallies, years, before = {}, Counter(), {}
    for sheet in (sheet for sheet in all_sheets() if sheet.name in rows):
        mine = rows[sheet.name]
        before[sheet.name] = found = held.before(sheet, mine)
        tallies[sheet.name] = tally = sheet.load(mine, run)
        closed.refuse(sheet, sheets.tables[sheet.name], tally, found, shut, sheets.problems)
        years.update(year for row in mine for year in sheet.years(row))
    _refuse_if_any(sheets.problems)
    return Done(tallies, years, before)
