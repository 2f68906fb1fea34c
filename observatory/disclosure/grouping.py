"""Coarser answers for the crossed tables: labels with few people are merged into « Autres ».

Merging tells a reader that the label is withheld, or that fewer than 2k people gave it. So every withheld label is
merged, and merging then says nothing about a withheld label. The coordination may merge others, whatever they count,
which says even less. One-way tables keep all their labels.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from observatory.disclosure.register import ABSENT, OTHERS, Table, few

CROSSED = {
    "sexe_tranche_age": ("sexe'", "tranche_age'"),
    "departement_sexe": ("departement'", "sexe'"),
    "departement_tranche_age": ("departement'", "tranche_age'"),
    "departement_situation": ("departement'", "situation'"),
}

THIN = 0.05  # share of small cells beyond which a crossed table takes coarser answers


@dataclass(frozen=True)
class Grouping:
    """`tables`: the crossed tables published. `groups`: dimension → answer → its group."""

    tables: tuple[str, ...]
    groups: Mapping[str, Mapping[str, str]]

    def table(self, name: str, values: Mapping[str, tuple[str, ...]]) -> Table:
        dims = CROSSED[name]
        rows, columns = (values[dim] for dim in dims)
        paths = {(row, column): ("croisements", name, row, column) for row in rows for column in columns}
        return Table(name, dims, paths)


def grouped(
    figures: Mapping, tables: Collection[str], k: int, joined: Collection[tuple[str, str]]
) -> Grouping:
    """The first grouping. `figures`: section `personnes`; `joined`: (dimension, answer) merged whatever they count."""
    groups = {}
    for dim in ("sexe", "tranche_age", "departement", "situation"):
        counts = figures[f"par_{dim}"]
        groups[dim] = {
            label: OTHERS if count < 2 * k or (dim, label) in joined else label
            for label, count in counts.items()
        } | {ABSENT: OTHERS}
    return Grouping(tuple(name for name in CROSSED if name in tables), groups)


def coarser(grouping: Grouping, crossings: Mapping, k: int) -> Grouping:
    """Merge more answers until each crossed table has few small cells, or two groups are left.

    Each small cell costs several large ones: a smaller table tells more than one with many withheld cells.
    """
    while True:
        lines = []
        for name in grouping.tables:
            small, found = _thin_lines(grouping, name, crossings[name], k)
            for (dim, group), (share, size) in found.items():
                alone = [
                    (other, of) for (its, of), (_, other) in found.items() if its == dim and of != OTHERS
                ]
                if small > THIN and share and len(alone) + (OTHERS in grouping.groups[dim].values()) > 2:
                    lines.append((share, -size, dim, min(alone)[1] if group == OTHERS else group))
        if not lines:
            return grouping
        *_, dim, label = max(lines)
        groups = {**grouping.groups, dim: {**grouping.groups[dim], label: OTHERS}}
        grouping = replace(grouping, groups=groups)


def _thin_lines(grouping: Grouping, name: str, table: Mapping, k: int):
    """Share of small cells in a crossed table; by (dimension, group): share of small cells, and people."""
    dims = [dim.removesuffix("'") for dim in CROSSED[name]]
    rows, columns = (grouping.groups[dim] for dim in dims)
    counts: Counter = Counter()
    for row, cells in table.items():
        for column, count in cells.items():
            counts[rows[row], columns[column]] += count
    there = {cell: count for cell, count in counts.items() if count}
    lines: dict[tuple[str, str], tuple[float, int]] = {}
    for at, dim in enumerate(dims):
        for group in {cell[at] for cell in there}:
            line = [count for cell, count in there.items() if cell[at] == group]
            lines[dim, group] = (sum(few(count, k) for count in line) / len(line), sum(line))
    small = sum(few(count, k) for count in there.values())
    return (small / len(there) if there else 0), lines


def kept(grouping: Grouping) -> Grouping:
    """The same without the tables of which one group alone is left."""

    def several(dim: str) -> bool:
        groups = grouping.groups[dim.removesuffix("'")]
        return len({group for label, group in groups.items() if label != ABSENT}) > 1

    return replace(
        grouping, tables=tuple(name for name in grouping.tables if all(map(several, CROSSED[name])))
    )
