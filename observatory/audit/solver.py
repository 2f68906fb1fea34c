"""HiGHS, asked for whole populations consistent with what is published. Each one found is kept, since it may answer
later questions."""

from collections.abc import Sequence
from time import monotonic

import numpy
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from observatory.audit.program import Expression, Program
from observatory.audit.verdict import Unfinished

FRACTION = 1e-6
INFEASIBLE = 2
Wanted = tuple[Expression, int | None, int | None]


class Solver:
    """`watched`: expressions evaluated on each population found; `seen` is populations × watched."""

    def __init__(self, program: Program, watched: Sequence[Expression], *, until: float):
        self.size, self.until = program.size, until
        self.rows, self.least, self.greatest = _system(program.rows, self.size)
        self.caps = numpy.full(self.size, numpy.inf)
        for column, cap in program.caps.items():
            self.caps[column] = cap
        self.watched = _matrix(watched, self.size)
        self.seen = numpy.zeros((0, len(watched)), dtype=numpy.int64)
        self.solved = 0

    def find(self, *wanted: Wanted) -> bool:
        """Whether some whole population has each wanted expression within its bounds. It is kept in `seen`."""
        if not self.size:
            return False
        extra = _system(wanted, self.size)
        nothing = numpy.zeros(self.size)
        for whole in (False, True):
            result = self._run(nothing, extra, whole=whole)
            if result.status == INFEASIBLE:
                return False
            if result.status != 0 or result.x is None:
                raise Unfinished(f"le solveur n’a pas conclu ({result.message})")
            if self._keep(result.x, extra):
                return True
        raise Unfinished("le solveur n’a pas trouvé de nombres entiers")

    def extreme(self, expression: Expression, sign: int, most: int) -> int | None:
        """The least (sign 1) or greatest (sign −1) whole value; None when it may exceed `most`."""
        extra = _system([(expression, None, most)], self.size)
        objective = sign * _matrix([expression], self.size).toarray()[0]
        for whole in (False, True):
            result = self._run(objective, extra, whole=whole)
            if result.status != 0 or result.x is None:
                raise Unfinished(f"le solveur n’a pas conclu ({result.message})")
            if self._keep(result.x, extra):
                break
        else:
            raise Unfinished("le solveur n’a pas trouvé de nombres entiers")
        value = round(float(abs(result.fun)))
        return None if sign < 0 and value >= most else value

    def explore(
        self, down: Sequence[Expression], up: Sequence[tuple[Expression, int]], seconds: float
    ) -> bool:
        """Look for one population where as many of `down` as possible are 0, and of `up` at their value. A heuristic:
        finding nothing proves nothing."""
        objective = numpy.concatenate([_matrix(down, self.size).sum(axis=0), -numpy.ones(len(up))])
        reach = sparse.hstack(
            [_matrix([one for one, _ in up], self.size), -sparse.eye_array(len(up), dtype=numpy.int64)]
        )
        extra = (reach.tocsr(), numpy.zeros(len(up)), numpy.full(len(up), numpy.inf))
        caps = numpy.concatenate([self.caps, [value for _, value in up]])
        for whole in (False, True):
            result = self._run(objective, extra, whole=whole, caps=caps, seconds=seconds)
            if result.x is None:
                return False
            if self._keep(result.x[: self.size]):
                return True
        return False

    def _run(self, objective, extra, *, whole: bool, caps=None, seconds: float = numpy.inf):
        left = self.until - monotonic()
        if left <= 0:
            raise Unfinished("le temps imparti est écoulé")
        self.solved += 1
        caps = self.caps if caps is None else caps
        padding = sparse.csr_array((self.rows.shape[0], len(caps) - self.size))
        constraints = [
            LinearConstraint(rows, least, greatest)
            for rows, least, greatest in (
                (sparse.hstack([self.rows, padding]).tocsr(), self.least, self.greatest),
                extra,
            )
            if rows.shape[0]
        ]
        integrality = numpy.zeros(len(caps))
        integrality[: self.size] = whole
        return milp(
            objective,
            constraints=constraints,
            bounds=Bounds(0, caps),
            integrality=integrality,
            options={"time_limit": min(left, seconds), "mip_rel_gap": 0.02 if seconds < numpy.inf else 0},
        )

    def _keep(self, found, extra=None) -> bool:
        """Check a solution in whole numbers, without the solver's tolerance, and keep it if it is a population."""
        population = numpy.rint(found).astype(numpy.int64)
        if numpy.abs(population - found).max(initial=0) > FRACTION or population.min(initial=0) < 0:
            return False
        systems = [(self.rows, self.least, self.greatest), *([extra] if extra else [])]
        for rows, least, greatest in systems:
            values = rows @ population
            if (values < least).any() or (values > greatest).any():
                return False
        if (population > self.caps).any():
            return False
        self.seen = numpy.vstack([self.seen, self.watched @ population])
        return True


def _matrix(expressions: Sequence[Expression], size: int) -> sparse.csr_array:
    entries = [
        (row, column, coefficient)
        for row, one in enumerate(expressions)
        for column, coefficient in one.items()
    ]
    if not entries:
        return sparse.csr_array((len(expressions), size), dtype=numpy.int64)
    row, column, coefficient = numpy.array(entries, dtype=numpy.int64).T
    return sparse.csr_array((coefficient, (row, column)), shape=(len(expressions), size))


def _system(wanted: Sequence[Wanted], size: int):
    rows = _matrix([expression for expression, _, _ in wanted], size)
    least = numpy.array([-numpy.inf if one is None else one for _, one, _ in wanted])
    greatest = numpy.array([numpy.inf if one is None else one for _, _, one in wanted])
    return rows, least, greatest
