"""Complementary suppression: which cells to withhold, so that nobody can deduce that a withheld number is small, or
not 0.

The promise, for each withheld number: some population with the same publication has 0 there, and another has k or
more. Those populations are found by linear programming and kept as witnesses; where none exists, the cells that move
the least are withheld too. Then each withheld cell that turns out not to be needed is published again. Method: Kelly,
Golden and Assad (1992), Fischetti and Salazar (2001), in their linear form: shortest moves, one at a time, over the
joint lattice of all the tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

import numpy

from observatory.disclosure.lattice import Lattice
from observatory.disclosure.refusals import NotProved
from observatory.disclosure.register import Cell
from observatory.disclosure.solver import EXACT, Need, Solver
from observatory.disclosure.witnesses import Witnesses

DEAR = 100  # times dearer: a cell that somebody prefers to publish
WHOLE = 10_000  # the number of people in all: given up after everything else
ROUNDS = 30


@dataclass(frozen=True)
class Protection:
    """`withheld`: every cell not to publish (with those never printed); `forced`: those that must be withheld whatever
    the others; `witnesses`: whole populations (unknowns of the lattice), the true one left out; `solved`: programs
    solved."""

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
    needs: Iterable[tuple[Need, ...]] = (),
    seconds: float = 600,
    whole: bool = True,
) -> Protection:
    """Withhold enough cells of `lattice`, given the true unknowns `truth`.

    `also`: cells to withhold in any case (few people behind their acts). `dear`: by how much withholding a cell costs
    more than others. `needs`: what else must be possible, one of each tuple (homogeneous groups). `whole`: witnesses
    in whole people; otherwise a draft, which proves nothing yet. Raises NotProved when time runs out or the promise
    cannot be kept.
    """
    search = _Search(
        lattice, truth, Solver(lattice, truth, k, seconds), k, frozenset(also), dear or {}, tuple(needs)
    )
    return search.run(whole)


class _Search:
    def __init__(self, lattice, truth, solver, k, also, dear, needs):
        self.lattice, self.truth, self.solver, self.k = lattice, truth, solver, k
        self.a = solver.a
        self.zero_of_family = _families(lattice, self.a)
        self.forced = (self.a > 0) & (self.a < k)
        self.forced |= numpy.array([cell in also for cell in lattice.cells], dtype=bool)
        self.withheld = self._with_family(self.forced | ~lattice.printed)
        self.weight = (1 + numpy.vectorize(log1p)(self.a)) * numpy.array(
            [dear.get(cell, 1) for cell in lattice.cells]
        )
        self.stuck = self.forced.copy()  # never given back
        self.witnesses = Witnesses(lattice, k, needs)
        self.witnesses.keep([truth])

    def run(self, whole: bool) -> Protection:
        self._reach_all()
        for _ in range(ROUNDS):
            while needs := self._unmet():
                if len(needs) == 1 or not self._fit(needs, whole=False):
                    self._widen(needs, whole=False)
            self._give_back()
            if not whole or self._all_whole():
                break
        else:
            raise NotProved("no whole population shows all that was promised")
        return Protection(
            self._named(self.forced),
            self._named(self.withheld),
            tuple(x for x in self.witnesses.held if x is not self.truth),
            self.solver.solved,
        )

    def _named(self, chosen: numpy.ndarray) -> frozenset[Cell]:
        return frozenset(self.lattice.cells[number] for number in numpy.flatnonzero(chosen))

    # ── What is promised, and what shows it ─────────────────────────────────────────────────────

    def _asking(self) -> numpy.ndarray:
        """Every withheld cell, small or not, since nobody can know which are; of those never printed, the forced
        ones."""
        return self.withheld & self.lattice.printed | self.forced

    def _unmet(self) -> tuple[Need, ...]:
        return self.witnesses.unmet(self._asking())

    def _reach_all(self, *, whole: bool = False) -> None:
        """Several needs at once: bring every cell that lacks a witness down to 0, then up to k, as long as some get
        one."""
        counts, inner = self.lattice.counts, self.witnesses.inner
        for up, matrix, lacking in (
            (False, counts, lambda: self.witnesses.lacking(self._asking())[0]),
            (True, counts, lambda: self.witnesses.lacking(self._asking())[1]),
            (False, inner, lambda: numpy.flatnonzero(self.witnesses.told)),
        ):
            while (rows := lacking()).size > 1:
                x = self.solver.fitting(~self.withheld, None, whole=whole, reach=(matrix[rows], up))
                if x is None:
                    return
                self._add(x, whole)
                if lacking().size == rows.size:
                    break

    def _add(self, x: numpy.ndarray, whole: bool) -> None:
        self.witnesses.add(numpy.rint(x) if whole else x)

    def _fit(self, needs: tuple[Need, ...], *, whole: bool) -> bool:
        """Look for a witness of one of these with the same publication, and keep it."""
        for need in needs:
            x = self.solver.fitting(~self.withheld, need, whole=whole)
            if x is not None:
                self._add(x, whole)
                return True
        return False

    # ── Widening: the shortest move that shows the need ─────────────────────────────────────────

    def _widen(self, needs: tuple[Need, ...], *, whole: bool) -> None:
        """Withhold what moves in the lightest change of the population that shows one of these."""
        found = [move for need in needs for move in self._moves(need, whole=whole)]
        if not found:
            raise NotProved(f"nothing that may be withheld protects {needs[0].about}")
        _, x, support = min(found, key=lambda move: move[0])
        self.withheld = self._with_family(self.withheld | support)
        self._add(x, whole)

    def _moves(self, need: Need, *, whole: bool):
        """Changes that meet `need`, each with its weight and the cells it moves: the lightest, then the lightest once
        small moves are made dearer (which often moves fewer cells)."""
        cost = numpy.where(self.withheld, 0.0, self.weight)
        for _ in range(1 if whole else 2):
            x = self.solver.lightest(need, cost, whole=whole)
            if x is None:
                return
            moved = numpy.abs(self.lattice.counts @ x - self.a)
            support = (moved > EXACT) & ~self.withheld
            yield self.weight[support].sum(), x, support
            cost = numpy.where(self.withheld, 0.0, self.weight / (moved + 0.2))

    def _with_family(self, withheld: numpy.ndarray) -> numpy.ndarray:
        withheld = withheld.copy()
        for members, zeros in self.zero_of_family:
            if withheld[members].any():
                withheld[zeros] = True
        return withheld

    # ── Giving back ─────────────────────────────────────────────────────────────────────────────

    def _give_back(self) -> None:
        """Publish each complementary cell again, the dearest first, if every need is still met."""
        spare = numpy.flatnonzero(self.withheld & self.lattice.printed & ~self.stuck)
        for number in sorted(spare, key=lambda one: (-self.weight[one], one)):
            without = self.withheld.copy()
            without[number] = False
            if self._with_family(without)[number]:
                continue  # nobody there, and its family is withheld
            self._try(without)
        for members, zeros in self.zero_of_family:
            if not (set(members[self.withheld[members]]) - set(zeros)) and not self.stuck[zeros].any():
                without = self.withheld.copy()
                without[zeros] = False
                self._try(without)

    def _try(self, without: numpy.ndarray) -> None:
        """Withhold no more than `without`, if every need can still be shown."""
        if (without == self.withheld).all():
            return
        before = self.withheld, self.witnesses.held
        given = numpy.flatnonzero(self.withheld & ~without)
        moves = self.lattice.counts[given]
        still = [x for x in self.witnesses.held if numpy.abs(moves @ x - self.a[given]).max() <= EXACT]
        self.withheld = without
        self.witnesses.keep(still)
        self._reach_all()
        while needs := self._unmet():
            if not self._fit(needs, whole=False):
                self.withheld = before[0]
                self.witnesses.keep(before[1])
                return

    # ── Whole populations ───────────────────────────────────────────────────────────────────────

    def _all_whole(self) -> bool:
        """Find witnesses in whole people, as few as show every need. False, with more cells withheld, where one has
        none."""
        drafts = self.witnesses.held[1:]
        self.witnesses.keep([self.truth])
        for x in drafts:
            if numpy.abs(x - numpy.rint(x)).max(initial=0) <= EXACT:
                self._add(x, whole=True)
        self._reach_all(whole=True)
        while needs := self._unmet():
            if not self._fit(needs, whole=True):
                before = self.withheld
                self._widen(needs, whole=True)
                self.stuck |= self.withheld & ~before
                return False
        self._thin()
        return True

    def _thin(self) -> None:
        """Drop each witness that shows nothing the others do not."""
        for x in self.witnesses.held[:0:-1]:
            before = self.witnesses.held
            self.witnesses.keep([one for one in before if one is not x])
            if self._unmet():
                self.witnesses.keep(before)


def _families(lattice: Lattice, a: numpy.ndarray) -> list[tuple[numpy.ndarray, numpy.ndarray]]:
    """By family of tables: its printed cells, and those of them where there is nobody."""
    members: dict[str, list[int]] = {}
    for register in lattice.system.registers:
        for cell, table in register.cells():
            if table.family and cell.answers in table.paths:
                members.setdefault(table.family, []).append(lattice.row[cell])
    return [
        (numpy.array(numbers), numpy.array([n for n in numbers if a[n] == 0], dtype=int))
        for numbers in members.values()
    ]
