"""What an app declares in its `imports.py`: one `Sheet` a kind of record, found the way Django finds admin.py."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.module_loading import autodiscover_modules

from centre.imports.columns import Column

_declared: dict[str, "Sheet"] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One row whose cells are read. `row["date"]` is a value, not a text."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, column: str):
        return self.cells[column]


@dataclass(frozen=True)
class Run:
    """In whose name and when; `today` is the centre's."""

    actor_id: int
    at: datetime
    today: date


@dataclass(frozen=True)
class Tally:
    """What became of the rows of a sheet, each counted once."""

    read: int
    created: int
    updated: int

    def __str__(self):
        unchanged = self.read - self.created - self.updated
        return f"{self.read} lues, {self.created} créées, {self.updated} mises à jour, {unchanged} inchangées"


def _no_rule(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    return iter(())


def _nothing_to_hold_against(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    return iter(())


@dataclass(frozen=True)
class Sheet:
    """A sheet of the format.

    `position`: its place in the order of loading. `key`: the column that is unique in it, if any.
    `load(rows, run)` writes rows that are known to be right. `rules(row, run)` yields (column, reason) for what
    is wrong across the cells of a row; `held_against(rows)` yields (row, column, reason) for what the portal
    already holds and the rows contradict; `known(keys)` says which of these keys the portal has.
    """

    name: str
    position: int
    columns: dict[str, Column]
    load: Callable[[list[Row], Run], Tally]
    key: str = ""
    rules: Callable[[Row, Run], Iterable[tuple[str, str]]] = _no_rule
    held_against: Callable[[list[Row]], Iterable[tuple[Row, str, str]]] = _nothing_to_hold_against
    known: Callable[[set[str]], set[str]] = field(default=lambda keys: set())


def declare(sheet: Sheet) -> Sheet:
    """Add a sheet to the format."""
    _declared[sheet.name] = sheet
    return sheet


def all_sheets() -> list[Sheet]:
    """Every sheet of every app, in the order of loading."""
    autodiscover_modules("imports")
    return sorted(_declared.values(), key=lambda sheet: sheet.position)
