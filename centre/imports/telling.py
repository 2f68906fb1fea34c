"""What an import says of itself: tallies by sheet, rows as examples, errors in order. JSON-ready; no database."""

from centre.imports.problems import Problems, shown
from centre.imports.run import Done, Sheets
from centre.imports.sheets import Row

SAMPLE = 5


def tallies(sheets: Sheets, done: Done) -> list[dict]:
    """One dict a sheet, in the order of loading."""
    return [
        {
            "sheet": name,
            "read": tally.read,
            "created": tally.created,
            "updated": tally.updated,
            "unchanged": tally.unchanged,
            "removed": tally.removed,
            "refused": 0,
        }
        for name, tally in done.tallies.items()
    ]


def refusals(sheets: Sheets) -> list[dict]:
    """The same where nothing was written: lines read, lines refused. A whole sheet that is unreadable has None."""
    faulty: dict[str, set] = {}
    for problem in sheets.problems.kept:
        faulty.setdefault(problem.place, set()).add(problem.line)
    known = [
        {"sheet": name, "read": len(table.rows), "refused": len(faulty.get(table.place, ()))}
        for name, table in sheets.tables.items()
        if table is not None
    ]
    unread = [
        {"sheet": name, "read": None, "refused": None}
        for name, table in sheets.tables.items()
        if table is None
    ]
    return [*known, *unread]


def samples(sheets: Sheets, done: Done) -> list[dict]:
    """The first rows that each sheet creates and changes, as they are written in the file."""
    found = []
    for name, tally in done.tallies.items():
        if tally.new or tally.changed:
            table = sheets.tables[name]
            texts = dict(table.rows)
            found.append(
                {
                    "sheet": name,
                    "columns": [title for title in table.header if title],
                    "new": [_cells(texts, table.header, row) for row in tally.new[:SAMPLE]],
                    "changed": [_cells(texts, table.header, row) for row in tally.changed[:SAMPLE]],
                }
            )
    return found


def _cells(texts: dict[int, list[str]], header: list[str], row: Row) -> dict:
    cells = [shown(cell, 80) for title, cell in zip(header, texts[row.line], strict=False) if title]
    return {"line": row.line, "cells": cells}


def problems(found: Problems) -> list[list]:
    """[place, line, column, reason] of those that were kept, by sheet and line."""
    return [
        [shown(problem.place, 200), problem.line, problem.column, problem.reason]
        for problem in found.in_order()
    ]
