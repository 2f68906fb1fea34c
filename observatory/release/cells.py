"""Every figure of a figures document on its own row, under the names that programs use. Pure."""

from collections.abc import Iterator
from typing import NamedTuple


class Cell(NamedTuple):
    """`value`: a number, a text, None (not counted) or « masque »."""

    section: str
    table: str
    row: str
    column: str
    value: int | float | str | None


def cells(figures: dict) -> list[Cell]:
    """Sorted by name: the same document always gives the same list."""
    return [Cell(*_named(path), value) for path, value in sorted(_leaves(figures, ()))]


def _leaves(part, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, part


def _named(path: tuple[str, ...]) -> tuple[str, str, str, str]:
    """(section, table, row, column): `actions.7.3.par_type.reunion.tenues` is in the table « 7.3.par_type »."""
    if len(path) == 1:
        return "document", "", path[0], ""
    if len(path) == 2:
        return path[0], "", path[1], ""
    if len(path) == 3:
        return path[0], path[1], path[2], ""
    return path[0], ".".join(path[1:-2]), path[-2], path[-1]
