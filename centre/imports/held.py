"""What the database held before the import wrote: the values that differ, column by column."""

from collections.abc import Iterable
from typing import Any

from centre.imports.sheets import Row, Sheet

_AT_ONCE = 2000

Before = dict[int, dict[str, Any]]


def before(sheet: Sheet, rows: Iterable[Row]) -> Before:
    """Line → column → the value held, where it differs from the row's; rows that are new to the portal are left out."""
    row_of = dict(sheet.keyed(rows))
    found: Before = {}
    keys = list(row_of)
    for start in range(0, len(keys), _AT_ONCE):
        for key, held in _held(sheet, keys[start : start + _AT_ONCE]):
            row = row_of[key]
            differing = {column: value for column, value in held.items() if not _same(value, row[column])}
            if differing:
                found[row.line] = differing
    return found


def is_doubtful(sheet: Sheet, row: Row, before: dict[str, Any]) -> bool:
    """Whether the key may have named something else until now: the year differs, or a lasting column does."""
    held_years = sheet.years_of(before)
    if held_years and not held_years & sheet.years(row):
        return True
    return any(before.get(column) and row[column] for column in sheet.lasting)


def _held(sheet: Sheet, keys) -> Iterable[tuple[Any, dict[str, Any]]]:
    """Key → the value held in each column. Encrypted fields are read through their records."""
    sources = {column: source for column, source in sheet.held.columns.items() if column != sheet.key}
    secret = {column: sources.pop(column) for column in [*sources] if sheet.held.is_secret(column)}
    flat = [
        one for source in sources.values() for one in (source if isinstance(source, tuple) else (source,))
    ]
    stored = sheet.held.model.objects.filter(**{f"{sheet.held.key}__in": keys})
    records = stored.only(sheet.held.key, *secret.values()) if secret else ()
    record_of = {getattr(record, sheet.held.key): record for record in records}
    for key, *values in stored.values_list(sheet.held.key, *flat):
        given = iter(values)
        held = {
            column: (next(given), next(given)) if isinstance(source, tuple) else next(given)
            for column, source in sources.items()
        }
        yield key, held | {column: getattr(record_of[key], name) for column, name in secret.items()}


def _same(held, said) -> bool:
    """None and "" are equal; the order of a list does not count."""
    if isinstance(said, list):
        return sorted(held or []) == sorted(said)
    return held == said or (held is None and said == "")
