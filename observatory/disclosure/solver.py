"""Populations consistent with a publication, by HiGHS through scipy. A solver that does not finish proves nothing."""

from dataclasses import dataclass
from time import monotonic

import numpy
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from observatory.disclosure.lattice import Lattice
from observatory.disclosure.refusals import NotProved

EXACT = 1e-6


@dataclass(frozen=True)
class Need:
    """Some population with the same publication has `row` @ x ≥ `bound` (`least`), or ≤ `bound`."""

    row: sparse.csr_array
    least: bool
    bound: float
    about: str

    def met_by(self, x: numpy.ndarray) -> bool:
        value = (self.row @ x)[0]
        return bool(value >= self.bound - EXACT if self.least else value <= self.bound + EXACT)


class Solver:
    """`seconds`: time for everything it is asked. `solved`: number of programs solved."""

    def __init__(self, lattice: Lattice, truth: numpy.ndarray, k: int, seconds: float):
        self.lattice, self.until, self.solved = lattice, monotonic() + seconds, 0
        self.a = numpy.rint(lattice.counts @ truth)
        self.k = k
        self.most = 4 * max(self.a.max(initial=0), truth.max(initial=0)) + 20 * k

    def fitting(
        self, shown: numpy.ndarray, need: Need | None, *, whole: bool, reach=None
    ) -> numpy.ndarray | None:
        """A population that agrees on the `shown` cells and meets `need`; None when there is none.

        `reach`: (rows, True to bring as many as possible to k, False to bring them down): preferred, not required.
        """
        n = self.lattice.size
        rows = numpy.flatnonzero(shown)
        constraints = [LinearConstraint(self.lattice.counts[rows], self.a[rows], self.a[rows])]
        objective, extra = numpy.zeros(n), 0
        if reach is not None:
            wanted, up = reach
            if up:  # y ≤ k and y ≤ count: the more y, the better
                extra = wanted.shape[0]
                below = sparse.hstack([wanted, -sparse.identity(extra, format="csr")]).tocsr()
                constraints = [self._padded(one, extra) for one in constraints]
                constraints.append(LinearConstraint(below, 0, numpy.inf))
                objective = numpy.concatenate([objective, -numpy.ones(extra)])
            else:
                objective = numpy.asarray(wanted.sum(axis=0)).ravel().astype(float)
        if need is not None:
            constraints.append(self._padded(_asked(need), extra))
        constraints += [self._padded(one, extra) for one in self._known()]
        most = numpy.concatenate([numpy.full(n, self.most), numpy.full(extra, float(self.k))])
        found = self._solve(objective, constraints, most, whole=whole)
        return None if found is None else found[:n]

    def lightest(self, need: Need, cost: numpy.ndarray, *, whole: bool) -> numpy.ndarray | None:
        """The population that meets `need` with the least Σ cost × |change of each cell|."""
        n, priced = self.lattice.size, numpy.flatnonzero(cost)
        moves, count = self.lattice.counts[priced], len(priced)
        one = sparse.identity(count, format="csr")
        constraints = [
            LinearConstraint(sparse.hstack([moves, -one, one]).tocsr(), self.a[priced], self.a[priced]),
            self._padded(_asked(need), 2 * count),
            *(self._padded(known, 2 * count) for known in self._known()),
        ]
        objective = numpy.concatenate([numpy.zeros(n), cost[priced], cost[priced]])
        found = self._solve(objective, constraints, numpy.full(n + 2 * count, self.most), whole=whole)
        return None if found is None else found[:n]

    def _known(self) -> list[LinearConstraint]:
        return [
            LinearConstraint(self.lattice.links, 0, 0),
            LinearConstraint(self.lattice.bounds, -numpy.inf, 0),
        ]

    @staticmethod
    def _padded(constraint: LinearConstraint, columns: int) -> LinearConstraint:
        if not columns:
            return constraint
        empty = sparse.csr_array((constraint.A.shape[0], columns))
        return LinearConstraint(sparse.hstack([constraint.A, empty]).tocsr(), constraint.lb, constraint.ub)

    def _solve(self, objective, constraints, most, *, whole: bool) -> numpy.ndarray | None:
        left = self.until - monotonic()
        if left <= 0:
            raise NotProved("out of time")
        self.solved += 1
        result = milp(
            objective,
            constraints=[one for one in constraints if one.A.shape[0]],
            bounds=Bounds(0, most),
            integrality=numpy.full(len(objective), int(whole)),
            options={"time_limit": left, "mip_rel_gap": 0.05 if whole else 0},
        )
        if result.status == 2:
            return None
        if result.status != 0 or result.x is None:
            raise NotProved(result.message)
        return result.x


def _asked(need: Need) -> LinearConstraint:
    if need.least:
        return LinearConstraint(need.row, need.bound, numpy.inf)
    return LinearConstraint(need.row, -numpy.inf, need.bound)
