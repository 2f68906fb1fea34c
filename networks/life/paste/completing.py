"""Adds to a pasted table the columns it lacks, as the import wants them all.

For an activity that the portal knows, a missing column keeps the stored value. For a new one it is « non renseigné »,
the activity is held unless the table says otherwise, and the reference is derived from its day, type and title, so
that pasting the same table twice changes nothing.
"""

import hashlib

from centre.imports.reading import Table
from networks.choices import ActivityState
from networks.life.imports import HEADS
from networks.life.paste.stored import said, stored_rows
from networks.life.paste.tables import COLUMNS

_OWN = ("date", "type", "intitule")  # what an activity is known by where no reference is given


def completed(table: Table) -> Table:
    """The same rows with every column; unchanged if a column is unknown, or if nothing identifies a row."""
    named = set(table.header)
    missing = [column for column in COLUMNS if column not in named]
    known_by = "reference" in named or named.issuperset(_OWN)
    if not missing or not known_by or not named.issubset(COLUMNS) or len(named) < len(table.header):
        return table
    rows = [(number, dict(zip(table.header, cells, strict=False))) for number, cells in table.rows]
    if "reference" not in named:
        for _, row in rows:
            row["reference"] = _reference(row)
    stored = stored_rows({row["reference"] for _, row in rows})
    return Table(
        table.place,
        [*table.header, *missing],
        [
            (
                number,
                cells + [_cell(row, column, stored) for column in missing] if _fits(cells, table) else cells,
            )
            for (number, row), (_, cells) in zip(rows, table.rows, strict=True)
        ],
    )


def _fits(cells: list[str], table: Table) -> bool:
    return len(cells) == len(table.header)


def _reference(row: dict[str, str]) -> str:
    own = "|".join(row.get(column, "") for column in _OWN)
    return f"T-{hashlib.sha256(own.encode()).hexdigest()[:12]}"


def _cell(row: dict[str, str], column: str, stored: dict[str, dict]) -> str:
    if column == "reference":
        return row["reference"]
    known = stored.get(row["reference"])
    held = ActivityState.HELD.value
    if column in HEADS and row.get("statut", held) != held:
        return ""  # a meeting that did not take place has no heads
    if known is not None:
        return said(column, known[column])
    return held if column == "statut" else ""
