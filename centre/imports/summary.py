"""What an import reports: tallies by sheet, sample rows, errors in order. JSON-ready."""

from centre.imports import held
from centre.imports.problems import shown
from centre.imports.run import Done, Sheets
from centre.imports.sheets import Row, Sheet, Tally, all_sheets
from centre.imports.words import said, title

SAMPLE = 5
SECRET = "un autre texte, gardé secret"


def tallies(done: Done) -> list[dict]:
    """One dict per sheet, in the order of loading. `doubtful`: rows whose key may have named something else."""
    return [
        {
            "sheet": name,
            "title": title(name),
            "read": tally.read,
            "created": tally.created,
            "updated": tally.updated,
            "unchanged": tally.unchanged,
            "removed": tally.removed,
            "doubtful": len(_doubtful(name, tally, done.before[name])),
            "refused": 0,
        }
        for name, tally in done.tallies.items()
    ]


def refusals(sheets: Sheets) -> list[dict]:
    """One dict per sheet when nothing was written: rows read, rows in error; None for both if a sheet is unreadable."""
    faulty: dict[str, set] = {}
    for problem in sheets.problems.kept:
        faulty.setdefault(problem.place, set()).add(problem.line)
    known = [
        {
            "sheet": name,
            "title": title(name),
            "read": len(table.rows),
            "refused": len(faulty.get(table.place, ())),
        }
        for name, table in sheets.tables.items()
        if table is not None
    ]
    unread = [
        {"sheet": name, "title": title(name), "read": None, "refused": None}
        for name, table in sheets.tables.items()
        if table is None
    ]
    return [*known, *unread]


def samples(done: Done) -> list[dict]:
    """For each sheet, the first rows it creates, and those it changes, field by field.

    Call it before the transaction that wrote them ends.
    """
    return [
        {
            "sheet": name,
            "title": title(name),
            "columns": [title(column) for column in _sheet(name).columns],
            "new": _new(_sheet(name), tally.new[:SAMPLE]),
            "changed": _changed(name, tally, done.before[name]),
            "new_count": tally.created,
            "changed_count": tally.updated,
        }
        for name, tally in done.tallies.items()
        if tally.new or tally.changed
    ]


def _new(sheet: Sheet, rows: tuple[Row, ...]) -> list[dict]:
    return [
        {
            "line": row.line,
            "cells": [said(column, row[name], empty="") for name, column in sheet.columns.items()],
        }
        for row in rows
    ]


def _changed(name: str, tally: Tally, before: held.Before) -> list[dict]:
    """[{"line", "what", "doubtful", "changes": [[title, before, after]]}], the doubtful rows first.

    A cell whose value the portal keeps whatever the sheet says is not a change.
    """
    sheet = _sheet(name)
    doubtful = _doubtful(name, tally, before)
    first = sorted(tally.changed, key=lambda row: row.line not in doubtful)[:SAMPLE]
    still = held.before(sheet, first)
    return [
        {
            "line": row.line,
            "what": _what(sheet, row),
            "doubtful": row.line in doubtful,
            "changes": [
                [title(column), _before(sheet, column, value), said(sheet.columns[column], row[column])]
                for column, value in before.get(row.line, {}).items()
                if column not in still.get(row.line, {})
            ],
        }
        for row in first
    ]


def _before(sheet: Sheet, column: str, value) -> str:
    if value and sheet.held.is_secret(column):
        return SECRET
    return said(sheet.columns[column], value)


def _what(sheet: Sheet, row: Row) -> str:
    """The row's key, in the words of the sheet."""
    columns = (sheet.key,) if sheet.key else sheet.identity
    return ", ".join(said(sheet.columns[column], row[column]) for column in columns if row[column])


def _doubtful(name: str, tally: Tally, before: held.Before) -> set[int]:
    """The lines of the doubtful rows."""
    sheet = _sheet(name)
    return {row.line for row in tally.changed if held.is_doubtful(sheet, row, before.get(row.line, {}))}


def _sheet(name: str) -> Sheet:
    return next(sheet for sheet in all_sheets() if sheet.name == name)


def problems(sheets: Sheets) -> list[list]:
    """[place, line, column, value, reason, advice] of each error kept, by sheet and line."""
    values = _Values(sheets)
    return [
        [
            shown(problem.place, 200),
            problem.line,
            problem.column,
            values.at(problem.place, problem.line, problem.column),
            problem.reason,
            problem.advice,
        ]
        for problem in sheets.problems.in_order()
    ]


class _Values:
    """Looks up the cells of the file by place, line and column."""

    def __init__(self, sheets: Sheets):
        self.tables = {table.place: table for table in sheets.tables.values() if table is not None}
        self.texts = {}

    def at(self, place: str, line: int | None, column: str) -> str:
        table = self.tables.get(place)
        if table is None or column not in table.header:
            return ""
        if place not in self.texts:
            self.texts[place] = dict(table.rows)
        cells = self.texts[place].get(line, [])
        at = table.header.index(column)
        return shown(cells[at], 80) if at < len(cells) else ""
