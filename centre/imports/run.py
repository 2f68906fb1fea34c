"""The import itself: in the portal's own name, in one transaction, all or nothing."""

from datetime import datetime
from pathlib import Path

from django.db import DataError, IntegrityError, connection
from django.utils import timezone

from centre.context import acting_as_system, current_actor_id
from centre.imports.checking import check
from centre.imports.problems import ImportRefused, Problems, shown
from centre.imports.reading import read
from centre.imports.sheets import Run, Sheet, Tally, all_sheets

_ONE_AT_A_TIME = 7214502


def import_year(path: Path, *, at: datetime) -> dict[str, Tally]:
    """Read, check, write; a tally for each sheet that is there, in order. Raises ImportRefused: nothing is kept."""
    sheets = all_sheets()
    problems = Problems()
    tables = read(path, [sheet.name for sheet in sheets], problems)
    try:
        with acting_as_system():
            _prepare()
            run = Run(current_actor_id(), at, timezone.localdate(at))
            rows = check(tables, sheets, run, problems)
            if problems.count:
                raise ImportRefused(problems)
            return _load(sheets, rows, run)
    except (DataError, IntegrityError) as error:  # somebody wrote the same thing at the same moment
        problems.add(str(path), f"la base refuse ces données : {shown(error, 300)}")
        raise ImportRefused(problems) from error


def _prepare() -> None:
    """Two imports at once would create the same labels twice: the second waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _load(sheets: list[Sheet], rows: dict, run: Run) -> dict[str, Tally]:
    return {sheet.name: sheet.load(rows[sheet.name], run) for sheet in sheets if sheet.name in rows}
