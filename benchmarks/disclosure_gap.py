"""How far from the least possible set our withheld cells are, on small invented years: weights beside a proved bound.

The least set is looked for by Benders' decomposition: a master program chooses the cells; for each that it withholds, a
linear program says whether it may be 0, and k, or answers by a cut. Asked of tables, in parts of people too: what we
keep besides (numbers that no table prints, homogeneous groups, whole people) only makes a set heavier: the bound holds.
Same tables, same groups, same weights as the protection chose.
"""

from statistics import median
from time import monotonic, process_time

import numpy
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from benchmarks.disclosure import VOCABULARY, invented

SIZES = (60, 120, 200, 400)
YEARS, SECONDS = 5, 60  # of each size; for each year
EXACT = 1e-6


def run(databases, scales, pairs) -> dict:
    """No database: by size, our weight over the bound, in percent beyond it, and how many bounds are exact."""
    del databases, scales, pairs
    found = {}
    for size in SIZES:
        years = [_year(size, seed) for seed in range(YEARS)]
        gaps = [100 * (ours / bound - 1) for ours, bound, *_ in years if bound]
        found[str(size)] = {
            "gap_percent": [round(one, 1) for one in (median(gaps), min(gaps), max(gaps))],
            "exact_bounds": sum(exact for *_, exact, _ in years),
            "years": YEARS,
            "seconds": round(max(seconds for *_, seconds in years), 1),
        }
        print(f"{size} people: {found[str(size)]}", flush=True)
    return found


def _year(size: int, seed: int) -> tuple[float, float, bool, float]:
    """(our weight, the bound, is it the optimum, seconds)."""
    search = _protected(*invented(size, seed))
    started = process_time()
    bound, exact = Benders(search).bound()
    chosen = search.withheld & search.lattice.printed & ~search.forced
    return search.weight[chosen].sum(), bound, exact, process_time() - started


def _protected(exact, margins, behind):
    """The search of the protection, once it is over."""
    from observatory.disclosure import suppression
    from observatory.disclosure.year import protect_year

    done = []

    class Kept(suppression._Search):
        def run(self, whole):
            done.append(self)
            return super().run(whole)

    known, suppression._Search = suppression._Search, Kept
    try:
        protect_year(exact, margins, behind, VOCABULARY, advise=False)
    finally:
        suppression._Search = known
    return done[-1]


class Benders:
    """z: 1 for each printed cell withheld. `search`: what is forced, what weighs, what goes with what."""

    def __init__(self, search):
        self.search, self.a, self.most = search, search.a, search.solver.most
        self.cells = numpy.flatnonzero(search.lattice.printed)
        self.moves = search.lattice.counts[self.cells]
        self.forced = search.forced[self.cells]
        self.unprinted = numpy.flatnonzero(search.forced & ~search.lattice.printed)
        self.weight = numpy.where(self.forced, 0, search.weight[self.cells])
        self.cuts: list[tuple[numpy.ndarray, float]] = []
        place = {cell: at for at, cell in enumerate(self.cells)}
        for members, zeros in search.zero_of_family:  # of nobody: withheld with any other of its kind
            for zero in zeros:
                for member in set(members) - {zero}:
                    row = numpy.zeros(len(self.cells))
                    row[place[zero]], row[place[member]] = 1, -1
                    self.cuts.append((row, 0))

    def bound(self) -> tuple[float, bool]:
        """The least weight that could do, and whether some set has it."""
        until, least = monotonic() + SECONDS, 0.0
        while monotonic() < until:
            chosen = self._lightest(until - monotonic())
            least = max(least, chosen.mip_dual_bound or 0)
            if chosen.status != 0:
                break
            before, withheld = len(self.cuts), chosen.x > 0.5
            asked = [(cell, at) for at, cell in enumerate(self.cells) if withheld[at]]
            for cell, at in asked + [(cell, None) for cell in self.unprinted]:
                for up in (False, True):
                    self._ask(self.search.lattice.counts[[cell]].toarray().ravel(), at, withheld, up=up)
            if len(self.cuts) == before:
                return least, True
        return least, False

    def _lightest(self, seconds: float):
        """The lightest z that satisfies the cuts so far."""
        rows, least = zip(*self.cuts, strict=True) if self.cuts else ((numpy.zeros(len(self.cells)),), (0,))
        return milp(
            self.weight,
            constraints=LinearConstraint(sparse.csr_array(numpy.array(rows)), numpy.array(least), numpy.inf),
            bounds=Bounds(self.forced.astype(float), 1),
            integrality=numpy.ones(len(self.cells)),
            options={"time_limit": max(seconds, 1)},
        )

    def _ask(self, row: numpy.ndarray, at: int | None, withheld: numpy.ndarray, *, up: bool) -> None:
        """May this number be 0, or k (`up`)? If not, a cut: which cells more would let it, if it is withheld."""
        lattice, sign, a = self.search.lattice, -1 if up else 1, self.a[self.cells]
        room = self.most * withheld
        if at is not None:
            room[at] = self.most
        told = linprog(
            sign * row,
            A_ub=sparse.vstack([self.moves, -self.moves, lattice.bounds]).tocsr(),
            b_ub=numpy.concatenate([a + room, room - a, numpy.zeros(lattice.bounds.shape[0])]),
            A_eq=lattice.links,
            b_eq=numpy.zeros(lattice.links.shape[0]),
            bounds=(0, self.most),
        )
        beyond = told.fun - (-self.search.k if up else 0)
        if beyond <= EXACT:
            return
        above, below = told.ineqlin.marginals[: len(a)], told.ineqlin.marginals[len(a) : 2 * len(a)]
        worth = -self.most * (above + below)
        if at is not None:
            worth[at] = 0
        lacking = beyond + worth @ withheld - worth @ self.forced
        cut = numpy.minimum(worth, lacking) * ~self.forced
        if at is None or self.forced[at]:
            self.cuts.append((cut, lacking))
        else:
            cut[at] = -lacking
            self.cuts.append((cut, 0))
