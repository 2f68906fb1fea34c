"""Registers small enough to enumerate every population, and what a reader may conclude by doing so. No solver."""

from itertools import product

from observatory.disclosure.lattice import build, spread
from observatory.disclosure.register import Register, System, Table


def register(values: dict[str, tuple[str, ...]], *crossed: tuple[str, ...]) -> System:
    """One population with its whole, its one-way tables and the crossed ones, all printed."""
    tables = [_table((), values), *(_table((dim,), values) for dim in values)]
    tables += [_table(dims, values) for dims in crossed]
    return System((Register("gens", values, tuple(tables)),))


def _table(dims, values) -> Table:
    name = "×".join(dims) or "total"
    return Table(
        name, dims, {answers: (name, *answers) for answers in product(*(values[dim] for dim in dims))}
    )


def lattice_of(system: System, people: list[dict[str, str]]):
    """The lattice, and the true unknowns."""
    lattice = build(system)

    def margin(_, clique):
        counts: dict[tuple[str, ...], int] = {}
        for one in people:
            answers = tuple(one[dim] for dim in clique)
            counts[answers] = counts.get(answers, 0) + 1
        return counts

    return lattice, spread(lattice, margin)


def everyone(system: System, total: int):
    """Every population of `total` people: the counts of all the cells, in the order of the register."""
    (only,) = system.registers
    dims = tuple(only.values)
    joint = list(product(*only.values.values()))
    rows = [
        [n for n, answers in enumerate(joint) if _fits(dims, answers, table.dims, cell.answers)]
        for cell, table in only.cells()
    ]
    for numbers in _shared_out(total, len(joint)):
        yield tuple(sum(numbers[n] for n in row) for row in rows)


def _fits(dims, answers, asked, wanted) -> bool:
    person = dict(zip(dims, answers, strict=True))
    return all(person[dim] == want for dim, want in zip(asked, wanted, strict=True))


def _shared_out(total: int, into: int):
    if into == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _shared_out(total - first, into - 1):
            yield (first, *rest)


def fitting(
    counts: list[tuple[int, ...]], truth: tuple[int, ...], withheld: set[int]
) -> list[tuple[int, ...]]:
    """Those that give the same publication."""
    shown = [n for n in range(len(truth)) if n not in withheld]
    return [one for one in counts if all(one[n] == truth[n] for n in shown)]


def told(counts: list[tuple[int, ...]], truth: tuple[int, ...], withheld: set[int], k: int) -> set[int]:
    """Withheld cells that are never 0, or never k, in any population that gives the same publication."""
    possible = fitting(counts, truth, withheld)
    return {n for n in withheld if all(one[n] > 0 for one in possible) or all(one[n] < k for one in possible)}
