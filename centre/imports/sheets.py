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
    """What became of the rows of a sheet, each counted once. `removed`: records that no row names any more."""

    read: int
    new: tuple[Row, ...]
    changed: tuple[Row, ...]
    removed: int = 0

    @classmethod
    def of(cls, rows: Iterable[tuple[Any, Row]], created: set, updated: set, *, removed: int = 0) -> "Tally":
        """`rows`: (key, row); `created` and `updated` are keys."""
        rows = list(rows)
        return cls(
            len(rows),
            tuple(row for key, row in rows if key in created),
            tuple(row for key, row in rows if key in updated and key not in created),
            removed,
        )

    @property
    def created(self) -> int:
        return len(self.new)

    @property
    def updated(self) -> int:
        return len(self.changed)

    @property
    def unchanged(self) -> int:
        return self.read - self.created - self.updated

    def __str__(self):
        return f"{self.read} lues, {self.created} créées, {self.updated} mises à jour, {self.unchanged} inchangées"


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
    already holds and the rows contradict; `known(keys)` says which of these keys the portal has. `dated`: the
    columns that say which year a row is counted in, each with the model's field it is kept in.
    """

    name: str
    position: int
    columns: dict[str, Column]
    load: Callable[[list[Row], Run], Tally]
    key: str = ""
    rules: Callable[[Row, Run], Iterable[tuple[str, str]]] = _no_rule
    held_against: Callable[[list[Row]], Iterable[tuple[Row, str, str]]] = _nothing_to_hold_against
    known: Callable[[set[str]], set[str]] = field(default=lambda keys: set())
    dated: dict[str, Any] = field(default_factory=dict)

    def years(self, row: Row) -> set[int]:
        """The years that a row is counted in."""
        return {day.year for column in self.dated for day in _days(row[column])}


def _days(value) -> list[date]:
    """Those of a day, of a period, of nothing."""
    return [day for day in (value if isinstance(value, tuple) else (value,)) if day is not None]


def declare(sheet: Sheet) -> Sheet:
    """Add a sheet to the format."""
    _declared[sheet.name] = sheet
    return sheet


def all_sheets() -> list[Sheet]:
    """Every sheet of every app, in the order of loading."""
    autodiscover_modules("imports")
    return sorted(_declared.values(), key=lambda sheet: sheet.position)
