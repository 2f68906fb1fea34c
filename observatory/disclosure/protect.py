"""Which cells to withhold, so that nobody can tell from the others that a withheld number is small, or is not 0.

A published set promises, for each withheld number: some population that gives the same publication has 0 there, and
another has k or more. Those populations are found by linear programming and kept as witnesses; what no witness shows is
protected by withholding the cells that move the least. Then each withheld cell that was not needed after all is given
back. Method: Kelly, Golden and Assad (1992), Fischetti and Salazar (2001), in their linear form: shortest moves, one at
a time, over the joint lattice of all the tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

import numpy

from observatory.disclosure.lattice import Lattice
from observatory.disclosure.refusals import NotProved
from observatory.disclosure.register import Cell
from observatory.disclosure.solver import EXACT, Need, Solver

DEAR = 100  # times dearer: a cell that somebody prefers to publish
WHOLE = 10_000  # the number of people in all: given up after everything else
ROUNDS = 30


@dataclass(frozen=True)
class Protection:
    """`withheld`: every cell not to publish (with those never printed); `forced`: those that had to be, whatever the
    others; `witnesses`: whole populations (unknowns of the lattice), the truth left out; `solved`: programs solved."""

    forced: frozenset[Cell]
    withheld: frozenset[Cell]
    witnesses: tuple[numpy.ndarray, ...]
    solved: int


def protect(
    lattice: Lattice,
    truth: numpy.ndarray,
    *,
    k: int,
    also: Iterable[Cell] = (),
    dear: Mapping[Cell, float] | None = None,
    needs: Iterable[Need] = (),
    seconds: float = 600,
    whole: bool = True,
) -> Protection:
    """Withhold enough cells of `lattice` over the true unknowns `truth`.

    `also`: cells to withhold whatever they are (few people behind their acts). `dear`: how many times dearer than
    others to withhold. `needs`: what else must be possible (homogeneous groups). `whole`: witnesses in whole people, else
    a draft that proves nothing yet. Raises NotProved when time runs out or the promise cannot be kept.
    """
    search = _Search(
        lattice, truth, Solver(lattice, truth, k, seconds), k, frozenset(also), dear or {}, tuple(needs)
    )
    return search.run(whole)


class _Search:
    def __init__(self, lattice, truth, solver, k, also, dear, needs):
        self.lattice, self.truth, self.solver, self.k = lattice, truth, solver, k
        self.a, self.extra = solver.a, needs
        self.zero_of_family = _families(lattice, self.a)
        self.forced = (self.a > 0) & (self.a < k)
        self.forced |= numpy.array([cell in also for cell in lattice.cells], dtype=bool)
        self.withheld = self._with_family(self.forced | ~lattice.printed)
        self.weight = (1 + numpy.vectorize(log1p)(self.a)) * numpy.array(
            [dear.get(cell, 1) for cell in lattice.cells]
        )
        self.held = self.forced.copy()  # never given back
        self._keep([truth])

    def run(self, whole: bool) -> Protection:
        self._reach_all()
        for _ in range(ROUNDS):
            while need := self._unmet():
                self._widen(need, whole=False)
            self._give_back()
            if not whole or self._all_whole():
                break
        else:
            raise NotProved("no whole population shows all that was promised")
        return Protection(
            self._named(self.forced),
            self._named(self.withheld),
            tuple(x for x in self.witnesses if x is not self.truth),
            self.solver.solved,
        )

    def _named(self, chosen: numpy.ndarray) -> frozenset[Cell]:
        return frozenset(self.lattice.cells[number] for number in numpy.flatnonzero(chosen))

    # ── What is promised, and what is shown ─────────────────────────────────────────────────────

    def _asking(self, withheld: numpy.ndarray) -> numpy.ndarray:
        """Every withheld cell, small or not: nobody can know which are. Of those never printed, the forced ones."""
        return withheld & self.lattice.printed | self.forced

    def _lacking(self, withheld: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Cells that no witness brings to 0; that none brings to k."""
        asking = self._asking(withheld)
        return numpy.flatnonzero(asking & (self.low > EXACT)), numpy.flatnonzero(
            asking & (self.high < self.k - EXACT)
        )

    def _unmet(self) -> Need | None:
        for need in self.extra:
            if not any(need.met_by(x) for x in self.witnesses):
                return need
        down, up = self._lacking(self.withheld)
        if not down.size and not up.size:
            return None
        number = min([*down[:1], *up[:1]])
        return self._need(number, least=not (down.size and down[0] == number))

    def _need(self, number: int, *, least: bool) -> Need:
        cell = self.lattice.cells[number]
        about = f"{cell.population} {cell.table} {'/'.join(cell.answers)}"
        return Need(self.lattice.counts[[number]], least, self.k if least else 0, about)

    def _keep(self, witnesses: list[numpy.ndarray]) -> None:
        """These witnesses and no other."""
        self.witnesses = witnesses
        seen = numpy.array([self.lattice.counts @ x for x in witnesses])
        self.low, self.high = seen.min(axis=0), seen.max(axis=0)

    def _add(self, x: numpy.ndarray) -> None:
        self.witnesses.append(x)
        seen = self.lattice.counts @ x
        self.low, self.high = numpy.minimum(self.low, seen), numpy.maximum(self.high, seen)

    def _reach_all(self, *, whole: bool = False) -> None:
        """Many needs at once: bring all that lacks it down to 0, then up to k, as long as that brings anything."""
        for up in (False, True):
            while (lacking := self._lacking(self.withheld)[up]).size > 1:
                x = self.solver.fitting(~self.withheld, None, whole=whole, reach=(lacking, up))
                if x is None:
                    return
                self._add(numpy.rint(x) if whole else x)
                if self._lacking(self.withheld)[up].size == lacking.size:
                    break

    # ── Widening: the shortest move that shows the need ─────────────────────────────────────────

    def _widen(self, need: Need, *, whole: bool) -> None:
        """Withhold what moves in the lightest change of the population that meets `need`; tried twice, the second time
        with what moved a little made dearer, and the lighter list is kept."""
        cost, best = numpy.where(self.withheld, 0.0, self.weight), None
        for _ in range(1 if whole else 2):
            x = self.solver.lightest(need, cost, whole=whole)
            moved = numpy.abs(self.lattice.counts @ x - self.a)
            support = (moved > EXACT) & ~self.withheld
            weight = self.weight[support].sum()
            if best is None or weight < best[0]:
                best = (weight, x, support)
            cost = numpy.where(self.withheld, 0.0, self.weight / (moved + 0.2))
        _, x, support = best
        self.withheld = self._with_family(self.withheld | support)
        self._add(numpy.rint(x) if whole else x)

    def _with_family(self, withheld: numpy.ndarray) -> numpy.ndarray:
        withheld = withheld.copy()
        for members, zeros in self.zero_of_family:
            if withheld[members].any():
                withheld[zeros] = True
        return withheld

    # ── Giving back ─────────────────────────────────────────────────────────────────────────────

    def _give_back(self) -> None:
        """Each cell withheld to protect others, the dearest first, is published if every need is still met."""
        spare = numpy.flatnonzero(self.withheld & self.lattice.printed & ~self.held)
        for number in sorted(spare, key=lambda one: (-self.weight[one], one)):
            without = self.withheld.copy()
            without[number] = False
            if self._with_family(without)[number]:
                continue  # nobody there, and its family is withheld
            self._try(without)
        for members, zeros in self.zero_of_family:
            if not (set(members[self.withheld[members]]) - set(zeros)) and not self.held[zeros].any():
                without = self.withheld.copy()
                without[zeros] = False
                self._try(without)

    def _try(self, without: numpy.ndarray) -> None:
        """Withhold no more than `without`, if every need can still be shown."""
        if (without == self.withheld).all():
            return
        before = self.withheld, self.witnesses
        given = numpy.flatnonzero(self.withheld & ~without)
        moves = self.lattice.counts[given]
        still = [x for x in self.witnesses if numpy.abs(moves @ x - self.a[given]).max() <= EXACT]
        self.withheld = without
        self._keep(still)
        self._reach_all()
        while need := self._unmet():
            x = self.solver.fitting(~self.withheld, need, whole=False)
            if x is None:
                self.withheld = before[0]
                self._keep(before[1])
                return
            self._add(x)

    # ── Whole populations ───────────────────────────────────────────────────────────────────────

    def _all_whole(self) -> bool:
        """Witnesses in whole people, as few as show every need. False, and more withheld, where one has none."""
        drafts = self.witnesses[1:]
        self._keep([self.truth])
        for x in drafts:
            if numpy.abs(x - numpy.rint(x)).max(initial=0) <= EXACT:
                self._add(numpy.rint(x))
        self._reach_all(whole=True)
        while need := self._unmet():
            x = self.solver.fitting(~self.withheld, need, whole=True)
            if x is None:
                before = self.withheld
                self._widen(need, whole=True)
                self.held |= self.withheld & ~before
                return False
            self._add(numpy.rint(x))
        self._thin()
        return True

    def _thin(self) -> None:
        """Leave out each witness that shows nothing the others do not."""
        for x in self.witnesses[:0:-1]:
            before = self.witnesses
            self._keep([one for one in before if one is not x])
            if self._unmet():
                self._keep(before)


def _families(lattice: Lattice, a: numpy.ndarray) -> list[tuple[numpy.ndarray, numpy.ndarray]]:
    """By family of tables: its printed cells, and those of nobody among them."""
    members: dict[str, list[int]] = {}
    for register in lattice.system.registers:
        for cell, table in register.cells():
            if table.family and cell.answers in table.paths:
                members.setdefault(table.family, []).append(lattice.row[cell])
    return [
        (numpy.array(numbers), numpy.array([n for n in numbers if a[n] == 0], dtype=int))
        for numbers in members.values()
    ]
