"""What an app declares in its `imports.py`: one `Sheet` per kind of record, found the way Django finds admin.py."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.module_loading import autodiscover_modules

from centre.imports.columns import Column
from centre.imports.writing import natural_key

_declared: dict[str, "Sheet"] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One row whose cells are parsed: `row["date"]` is a date, not a text."""

    line: int
    cells: dict[str, Any]

    def __getitem__(self, column: str):
        return self.cells[column]


@dataclass(frozen=True)
class Run:
    """Who imports, and when; `today` is the date at the centre."""

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
        """`rows`: (key, row). `created` and `updated`: sets of keys."""
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


def has_come(row: Row, run: Run, *columns: str) -> Iterator[tuple[str, str]]:
    """A rule: none of these dates is in the future."""
    for column in columns:
        if any(day > run.today for day in _days(row[column])[:1]):
            yield column, "cette date n'est pas encore arrivée : seul le passé s'importe"


def _nothing_to_hold_against(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    return iter(())


@dataclass(frozen=True)
class Held:
    """Where the rows of a sheet are stored: a model, the field that holds their key, and column → its source.

    A source is a field, a path (`person__code`), an expression, or two fields for a period.
    """

    model: type[models.Model]
    key: str
    columns: dict[str, Any]

    def is_secret(self, column: str) -> bool:
        source = self.columns.get(column)
        return isinstance(source, str) and source in self.model.privacy.identifying


@dataclass(frozen=True)
class Sheet:
    """A sheet of the format.

    `position`: its rank in the order of loading.
    `key`: the column that identifies a row; a sheet without one gives in `identity` the columns that tell rows apart.
    `load(rows, run)`: writes rows already checked.
    `rules(row, run)`: yields (column, reason) for errors across the cells of a row.
    `held_against(rows)`: yields (row, column, reason) for rows that contradict what the portal holds.
    `known(keys)`: which of these keys the portal has.
    `dated`: the columns that decide which year a row is counted in.
    `lasting`: the columns that should not change over the years for the same key.
    """

    name: str
    position: int
    columns: dict[str, Column]
    load: Callable[[list[Row], Run], Tally]
    held: Held
    key: str = ""
    identity: tuple[str, ...] = ()
    rules: Callable[[Row, Run], Iterable[tuple[str, str]]] = _no_rule
    held_against: Callable[[list[Row]], Iterable[tuple[Row, str, str]]] = _nothing_to_hold_against
    known: Callable[[set[str]], set[str]] = field(default=lambda keys: set())
    dated: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()

    def keyed(self, rows: Iterable[Row]) -> Iterator[tuple[Any, Row]]:
        """Rows with their key; without a key column, a hash of the identity and of the rank among identical rows."""
        met: Counter = Counter()
        for row in rows:
            if self.key:
                yield row[self.key], row
                continue
            identity = tuple(row[column] for column in self.identity)
            met[identity] += 1
            yield natural_key(self.name, *identity, met[identity]), row

    def years(self, row: Row) -> set[int]:
        """The years that a row is counted in."""
        return self.years_of(row.cells)

    def years_of(self, cells: dict[str, Any]) -> set[int]:
        return {day.year for column in self.dated if column in cells for day in _days(cells[column])}


def _days(value) -> list[date]:
    """The dates in a value: one for a day, two for a period, none when empty."""
    return [day for day in (value if isinstance(value, tuple) else (value,)) if day is not None]


def declare(sheet: Sheet) -> Sheet:
    """Register a sheet of the format."""
    _declared[sheet.name] = sheet
    return sheet


def all_sheets() -> list[Sheet]:
    """Every sheet of every app, in the order of loading."""
    autodiscover_modules("imports")
    return sorted(_declared.values(), key=lambda sheet: sheet.position)
