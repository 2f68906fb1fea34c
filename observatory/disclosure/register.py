"""What is published about the populations of a year: declared before, never on demand.

A dimension is a question with one answer per member of the population (a person, a séance, a call); one with several
answers (languages) is as many yes/no dimensions. A table is the number of members for each combination of answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

Answers = tuple[str, ...]
Path = tuple[str, ...]

YES, NO = "oui", "non"
UNKNOWN = "non_renseigne"
ABSENT = "~"  # every label that nobody gave this year: all alike, so one stands for all
OTHERS = "Autres"


def few(count: float, k: int) -> bool:
    """Whether a count is small: 1 to k − 1. 0 is not: « nobody » may be printed."""
    return 0 < count < k


@dataclass(frozen=True)
class Cell:
    population: str
    table: str
    answers: Answers


@dataclass(frozen=True)
class Table:
    """`dims`: its dimensions in order, none for the whole. `paths`: where each cell is printed; a combination that is
    not there is never printed (those who do not speak a language). `family`: tables whose cells of nobody are
    withheld together as soon as one of them is, because an absent label must not differ from a withheld one.
    """

    name: str
    dims: tuple[str, ...]
    paths: Mapping[Answers, Path]
    family: str = ""


@dataclass(frozen=True)
class Register:
    """The tables of one population.

    `values`: dimension → its answers. `coarse`: grouped dimension → (the dimension it groups, answer → group).
    `links`: dimensions to think of together though no table crosses them. `languages`: yes/no dimensions of a question
    with several answers; everybody gives one at least, or « non renseigné » (`unanswered`) alone.
    """

    population: str
    values: Mapping[str, tuple[str, ...]]
    tables: tuple[Table, ...]
    coarse: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    links: tuple[tuple[str, ...], ...] = ()
    languages: tuple[str, ...] = ()
    unanswered: str = ""
    _made: dict[tuple[str, ...], list[Answers]] = field(default_factory=dict, compare=False, repr=False)

    def combinations(self, dims: tuple[str, ...]) -> list[Answers]:
        """Every combination that a member may give: a grouped answer goes with those it groups."""
        if dims not in self._made:
            self._made[dims] = self._combinations(dims)
        return self._made[dims]

    def _combinations(self, dims: tuple[str, ...]) -> list[Answers]:
        pairs = [
            (dims.index(fine), dims.index(coarse), groups)
            for coarse, (fine, groups) in self.coarse.items()
            if coarse in dims and fine in dims
        ]
        return [
            answers
            for answers in product(*(self.values[dim] for dim in dims))
            if all(groups[answers[fine]] == answers[coarse] for fine, coarse, groups in pairs)
        ]

    def cells(self) -> Iterable[tuple[Cell, Table]]:
        for table in self.tables:
            for answers in self.combinations(table.dims):
                yield Cell(self.population, table.name, answers), table


@dataclass(frozen=True)
class Count:
    """`times` × how many members of `population` answer one of `where` (dimension → answers)."""

    times: int
    population: str
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class AtMost:
    """The sum of `counts` is at most 0: known to every reader, whatever the year."""

    counts: tuple[Count, ...]
    name: str


@dataclass(frozen=True)
class System:
    """The registers of a year and what binds them. `tied`: (dimension, answers) that go together in people made up."""

    registers: tuple[Register, ...]
    relations: tuple[AtMost, ...] = ()
    tied: tuple[tuple[str, frozenset[str]], ...] = ()

    def paths(self) -> dict[Path, Cell]:
        return {
            table.paths[cell.answers]: cell
            for register in self.registers
            for cell, table in register.cells()
            if cell.answers in table.paths
        }
