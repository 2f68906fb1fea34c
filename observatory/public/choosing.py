"""What a member may choose on the dashboard: one table of a closed list, one published year, a second beside it. Pure.

There is no other filter: every answer is a table already published whole in a bilan.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from observatory.content import Item
from observatory.disclosure import MASK
from observatory.drawings.catalogue import Absent, Source, at, catalogue
from observatory.states import BlockKind

FIRST = "personnes.par_tranche_age"


@dataclass(frozen=True)
class Choice:
    """`other`: a second published year, or None. `source`: the table shown."""

    year: int
    other: int | None
    source: Source

    @property
    def item(self) -> Item:
        kinds = (BlockKind.MAP, BlockKind.CHART, BlockKind.YEARS, BlockKind.TABLE)
        return Item(next(kind for kind in kinds if kind in self.source.kinds), source=self.source.path)

    @property
    def plain(self) -> Item:
        """The same choice without a drawing."""
        kind = BlockKind.TABLE if BlockKind.TABLE in self.source.kinds else BlockKind.FIGURES
        return Item(kind, source=self.source.path)

    @property
    def query(self) -> str:
        other = f"&comparer={self.other}" if self.other else ""
        return f"annee={self.year}&tableau={self.source.path}{other}"

    @property
    def is_over_the_years(self) -> bool:
        return self.item.kind == BlockKind.YEARS


def sources(figures: dict) -> list[Source]:
    """The tables and figures of the list, in its order; activities by plan only, never rubric by rubric."""
    return [
        source
        for source in catalogue(figures)
        if not source.path.startswith("actions.")
        and {BlockKind.CHART, BlockKind.YEARS, BlockKind.TABLE} & set(source.kinds)
    ]


def grouped(found: list[Source], figures: dict) -> list[tuple[str, list[tuple[str, str]]]]:
    """For a <select>: (section, [(path, label)]), in the order of the list; the label says when it is withheld
    whole."""
    groups: dict[str, list] = {}
    for source in found:
        label = source.label + _is_withheld(figures, source.path) * " (masqué)"
        groups.setdefault(source.group, []).append((source.path, label))
    return list(groups.items())


def _is_withheld(figures: dict, path: str) -> bool:
    """Whether every number is withheld; an old edition may not have the table at all."""
    try:
        return set(_values(at(figures, path))) == {MASK}
    except Absent:
        return False


def _values(part) -> Iterator:
    if isinstance(part, dict):
        for one in part.values():
            yield from _values(one)
    else:
        yield part


def read(query, years: list[int], found: list[Source]) -> Choice:
    """Parse the request; what is not in the lists is ignored. `years`: published, the latest first, at least one."""
    by_path = {source.path: source for source in found}
    by_name = {str(year): year for year in years}
    year = by_name.get(query.get("annee", ""), years[0])
    other = by_name.get(query.get("comparer", ""))
    source = by_path.get(query.get("tableau", "")) or by_path.get(FIRST) or found[0]
    return Choice(year, other if other != year else None, source)
