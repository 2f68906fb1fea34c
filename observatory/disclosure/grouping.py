"""Coarser answers for the tables that cross two questions: few people in a label, and it joins « Autres ».

Joining tells a reader that the label is withheld, or that fewer than 2k people gave it. So every withheld label joins:
of a withheld label, joining then says nothing. The one-way tables keep all their labels.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from observatory.disclosure.register import ABSENT, OTHERS, Table

CROSSED = {
    "sexe_tranche_age": ("sexe'", "tranche_age'"),
    "departement_sexe": ("departement'", "sexe'"),
    "departement_tranche_age": ("departement'", "tranche_age'"),
    "departement_situation": ("departement'", "situation'"),
}


@dataclass(frozen=True)
class Grouping:
    """`tables`: the crossed tables published. `groups`: dimension → answer → its group."""

    tables: tuple[str, ...]
    groups: Mapping[str, Mapping[str, str]]

    def without(self, name: str) -> "Grouping":
        return replace(self, tables=tuple(table for table in self.tables if table != name))

    def joining(self, more: Collection[tuple[str, str]]) -> "Grouping":
        """The same with these (dimension, answer) in « Autres » too."""
        groups = {
            dim: {label: OTHERS if (dim, label) in more else group for label, group in answers.items()}
            for dim, answers in self.groups.items()
        }
        return replace(self, groups=groups)

    def table(self, name: str, values: Mapping[str, tuple[str, ...]]) -> Table:
        dims = CROSSED[name]
        rows, columns = (values[dim] for dim in dims)
        paths = {(row, column): ("croisements", name, row, column) for row in rows for column in columns}
        return Table(name, dims, paths)


def grouped(
    figures: Mapping, tables: Collection[str], k: int, withheld: Collection[tuple[str, str]]
) -> Grouping:
    """`figures`: section `personnes`; `withheld`: (dimension, answer) that the one-way tables do not show."""
    groups = {}
    for dim in ("sexe", "tranche_age", "departement", "situation"):
        counts = figures[f"par_{dim}"]
        groups[dim] = {
            label: OTHERS if count < 2 * k or (dim, label) in withheld else label
            for label, count in counts.items()
        } | {ABSENT: OTHERS}
    return Grouping(tuple(name for name in CROSSED if name in tables), groups)
