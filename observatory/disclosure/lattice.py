"""All the tables of the registers over the smallest set of unknowns that carries all their consequences.

Tables that share dimensions constrain each other. Their graph (dimensions that meet in a table are linked) is made
chordal; the unknowns are the counts for each combination of a maximal clique, and neighbouring cliques agree on what
they share. On a chordal graph whole counts that agree are the margins of a real population (Lauritzen, « Graphical
Models », 1996, §3.2): no consequence is lost, none is added.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import networkx
import numpy
from scipy import sparse

from observatory.disclosure.refusals import Contradiction, TooLarge
from observatory.disclosure.register import Answers, Cell, Count, Register, System

TOO_MANY = 20_000  # unknowns: beyond, the register is refused

Clique = tuple[str, ...]
Margin = Callable[[str, Clique], Mapping[Answers, int]]


@dataclass(frozen=True)
class Forest:
    """The cliques of one population and the edges (one, other) of their junction tree, from its root on."""

    register: Register
    cliques: tuple[Clique, ...]
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Lattice:
    """x ≥ 0 whole, `links` @ x = 0, `bounds` @ x ≤ 0, and `counts` @ x = the numbers of `cells`, printed or not."""

    system: System
    forests: tuple[Forest, ...]
    column: Mapping[tuple[str, int, Answers], int]
    cells: tuple[Cell, ...]
    printed: numpy.ndarray
    counts: sparse.csr_array
    links: sparse.csr_array
    bounds: sparse.csr_array

    @property
    def size(self) -> int:
        return len(self.column)

    @cached_property
    def row(self) -> dict[Cell, int]:
        return {cell: number for number, cell in enumerate(self.cells)}

    def sum_of(self, count: Count) -> dict[int, int]:
        """Column → coefficient."""
        return _sum_of(self.forests, self.column, count)


def build(system: System) -> Lattice:
    forests = tuple(_forest(register, dict(system.tied)) for register in system.registers)
    column: dict[tuple[str, int, Answers], int] = {}
    for forest in forests:
        for number, clique in enumerate(forest.cliques):
            for answers in forest.register.combinations(clique):
                column[forest.register.population, number, answers] = len(column)
                if len(column) > TOO_MANY:
                    raise TooLarge(f"more than {TOO_MANY} unknowns: declare fewer or coarser tables")
    cells, rows = [], []
    printed = []
    for register in system.registers:
        for cell, table in register.cells():
            cells.append(cell)
            printed.append(cell.answers in table.paths)
            where = {dim: frozenset({answer}) for dim, answer in zip(table.dims, cell.answers, strict=True)}
            rows.append(_sum_of(forests, column, Count(1, register.population, where)))
    return Lattice(
        system,
        forests,
        column,
        tuple(cells),
        numpy.array(printed, dtype=bool),
        matrix(rows, len(column)),
        matrix([row for forest in forests for row in _agreements(forest, column)], len(column)),
        matrix(
            [
                _merged(*(_sum_of(forests, column, count) for count in relation.counts))
                for relation in system.relations
            ],
            len(column),
        ),
    )


def _forest(register: Register, tied: Mapping[str, frozenset[str]]) -> Forest:
    together = [table.dims for table in register.tables] + list(register.links)
    names = sorted({dim for dims in together for dim in dims})
    if not names:
        return Forest(register, ((),), ())
    graph = networkx.Graph()  # of numbers: sets of names have no order that lasts
    graph.add_nodes_from(range(len(names)))
    for dims in together:
        graph.add_edges_from(combinations(sorted(map(names.index, dims)), 2))
    chordal, _ = networkx.complete_to_chordal_graph(graph)
    cliques = [tuple(names[n] for n in sorted(clique)) for clique in networkx.chordal_graph_cliques(chordal)]
    cliques.sort()
    tree = networkx.Graph()
    tree.add_nodes_from(range(len(cliques)))
    for one, other in combinations(range(len(cliques)), 2):
        held = [set(cliques[number]) & set(tied) for number in (one, other)]
        close = len(held[0] | held[1]) > max(
            map(len, held)
        )  # neighbours if they may be: `certificates` needs it
        tree.add_edge(one, other, weight=len(set(cliques[one]) & set(cliques[other])) + close / 2)
    tree = networkx.maximum_spanning_tree(tree)
    first = next(iter(tied), "")
    root = next((number for number, clique in enumerate(cliques) if first in clique), 0)

    def near(numbers):
        return sorted(numbers, key=lambda number: (not set(cliques[number]) & set(tied), number))

    edges = networkx.bfs_edges(tree, root, sort_neighbors=near)
    return Forest(register, tuple(cliques), tuple(edges))


def _agreements(forest: Forest, column) -> list[dict[int, int]]:
    """Neighbours in the junction tree agree on what they share, if only on the total."""
    rows = []
    for one, other in forest.edges:
        shared = [dim for dim in forest.cliques[one] if dim in forest.cliques[other]]
        lines: dict[Answers, dict[int, int]] = {}
        for number, sign in ((one, 1), (other, -1)):
            picked = [forest.cliques[number].index(dim) for dim in shared]
            for answers in forest.register.combinations(forest.cliques[number]):
                line = lines.setdefault(tuple(answers[n] for n in picked), {})
                line[column[forest.register.population, number, answers]] = sign
        rows += lines.values()
    return rows


def _sum_of(forests, column, count: Count) -> dict[int, int]:
    forest = next(one for one in forests if one.register.population == count.population)
    holding = [n for n, clique in enumerate(forest.cliques) if set(count.where) <= set(clique)]
    if not holding:
        raise ValueError(f"{count.population}: {sorted(count.where)} are never thought of together")
    sizes = {n: len(forest.register.combinations(forest.cliques[n])) for n in holding}
    number = min(holding, key=lambda n: (sizes[n], n))
    picked = [(forest.cliques[number].index(dim), wanted) for dim, wanted in count.where.items()]
    return {
        column[count.population, number, answers]: count.times
        for answers in forest.register.combinations(forest.cliques[number])
        if all(answers[n] in wanted for n, wanted in picked)
    }


def _merged(*rows: dict[int, int]) -> dict[int, int]:
    total: dict[int, int] = {}
    for row in rows:
        for at, times in row.items():
            total[at] = total.get(at, 0) + times
    return total


def never_printed(lattice: Lattice) -> sparse.csr_array:
    """The sums over two questions or more of a clique that no table prints."""
    rows: dict[frozenset[int], dict[int, int]] = {}
    shown = {frozenset(lattice.counts[[number]].indices) for number in range(len(lattice.cells))}
    for forest in lattice.forests:
        for clique in forest.cliques:
            for size in range(2, len(clique) + 1):
                for dims in combinations(clique, size):
                    for answers in forest.register.combinations(dims):
                        where = {dim: frozenset({one}) for dim, one in zip(dims, answers, strict=True)}
                        row = lattice.sum_of(Count(1, forest.register.population, where))
                        if frozenset(row) not in shown:
                            rows[frozenset(row)] = row
    return matrix(list(rows.values()), lattice.size)


def matrix(rows: list[dict[int, int]], columns: int) -> sparse.csr_array:
    entries = [(number, at, times) for number, row in enumerate(rows) for at, times in row.items() if times]
    if not entries:
        return sparse.csr_array((len(rows), columns))
    row, at, times = numpy.array(entries).T
    return sparse.csr_array((times, (row, at)), shape=(len(rows), columns), dtype=float)


def spread(lattice: Lattice, margin: Margin) -> numpy.ndarray:
    """The true values of the unknowns, from the true counts of each clique. Raises Contradiction."""
    x = numpy.zeros(lattice.size)
    for forest in lattice.forests:
        population = forest.register.population
        for number, clique in enumerate(forest.cliques):
            for answers, count in margin(population, clique).items():
                if not count:
                    continue
                at = lattice.column.get((population, number, answers))
                if at is None:
                    raise Contradiction(f"{population}: {answers} is outside the register")
                x[at] = count
    if numpy.abs(lattice.links @ x).max(initial=0):
        raise Contradiction("margins of the same people differ")
    broken = numpy.flatnonzero(lattice.bounds @ x > 0)
    if broken.size:
        raise Contradiction("; ".join(lattice.system.relations[number].name for number in broken))
    return x
