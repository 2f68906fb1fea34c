"""Populations with the same publication, and what they show about the withheld numbers."""

from collections.abc import Sequence

import numpy

from observatory.disclosure.lattice import Lattice, never_printed
from observatory.disclosure.solver import EXACT, Need


class Witnesses:
    """`held`: the populations. `low`, `high`: by cell, the least and the greatest number seen.

    `told`: numbers that no table prints, and that every witness shows small. `extra`: what else must be possible, one
    need of each tuple.
    """

    def __init__(self, lattice: Lattice, k: int, extra: Sequence[tuple[Need, ...]]):
        self.lattice, self.k, self.extra = lattice, k, extra
        self.inner = never_printed(lattice)

    def keep(self, held: list[numpy.ndarray]) -> None:
        """These and no other."""
        self.held = held
        seen = numpy.array([self.lattice.counts @ x for x in held])
        self.low, self.high = seen.min(axis=0), seen.max(axis=0)
        self.told = numpy.all([self._tells(x) for x in held], axis=0)

    def add(self, x: numpy.ndarray) -> None:
        self.held.append(x)
        seen = self.lattice.counts @ x
        self.low, self.high = numpy.minimum(self.low, seen), numpy.maximum(self.high, seen)
        self.told &= self._tells(x)

    def _tells(self, x: numpy.ndarray) -> numpy.ndarray:
        inner = self.inner @ x
        return (inner > EXACT) & (inner < self.k - EXACT)

    def lacking(self, asking: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Of the cells `asking`: those that no witness brings to 0; those that none brings to k."""
        down, up = self.low > EXACT, self.high < self.k - EXACT
        return numpy.flatnonzero(asking & down), numpy.flatnonzero(asking & up)

    def unmet(self, asking: numpy.ndarray) -> tuple[Need, ...]:
        """One promise that no witness shows yet: any need of the tuple would do."""
        for needs in self.extra:
            if not any(need.met_by(x) for x in self.held for need in needs):
                return needs
        down, up = self.lacking(asking)
        if down.size or up.size:
            number = min([*down[:1], *up[:1]])
            least = not (down.size and down[0] == number)
            cell = self.lattice.cells[number]
            about = f"{cell.population} {cell.table} {'/'.join(cell.answers)}"
            return (Need(self.lattice.counts[[number]], least, self.k if least else 0, about),)
        if (told := numpy.flatnonzero(self.told)).size:
            row, about = self.inner[[told[0]]], "a number that no table prints"
            return Need(row, False, 0, about), Need(row, True, self.k, about)
        return ()
