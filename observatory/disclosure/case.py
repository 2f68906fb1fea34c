"""A year to protect: its tables grouped until none is nearly empty, each choice protected as a whole."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

import numpy

from observatory.disclosure import editions, preferences, primary
from observatory.disclosure.grouping import CROSSED, Grouping, coarser, grouped, kept
from observatory.disclosure.lattice import Lattice, build, spread
from observatory.disclosure.margins import Known
from observatory.disclosure.populations import Year
from observatory.disclosure.refusals import Contradiction, NotProved
from observatory.disclosure.register import OTHERS, Cell, Path
from observatory.disclosure.relations import ALONE, YOUNG
from observatory.disclosure.suppression import DEAR, WHOLE, Protection, protect

ROUNDS = 40  # of grouping: each puts one label more in « Autres », or leaves one table out
ONE_WAY = 10  # times dearer to withhold than the cell of a crossed table
TOO_EMPTY = 0.4  # share of the cells with somebody that a crossed table may withhold


@dataclass(frozen=True)
class Solved:
    """One choice of tables and groups, protected."""

    grouping: Grouping
    lattice: Lattice
    counts: numpy.ndarray
    alike: frozenset[Cell]
    protection: Protection

    @cached_property
    def paths(self) -> dict[Path, Cell]:
        return self.lattice.system.paths()

    @cached_property
    def numbers(self) -> dict[Path, int | None]:
        """The value of each printable cell, None where it is withheld."""
        return {
            path: None if cell in self.protection.withheld else self.count(cell)
            for path, cell in self.paths.items()
        }

    def count(self, cell: Cell) -> int:
        return int(self.counts[self.lattice.row[cell]])


@dataclass(frozen=True)
class Case:
    """A year to protect (`year.protect_year`). `preferred`: words of `preferences`. `until`: deadline, monotonic
    seconds."""

    exact: Mapping
    margins: Mapping
    behind: Mapping
    vocabulary: Mapping[str, list[str]]
    preferred: frozenset[str]
    earlier: tuple[Mapping, ...]
    until: float

    @property
    def k(self) -> int:
        return self.exact["seuil"]

    @cached_property
    def preferences(self) -> preferences.Preferences:
        return preferences.read(self.preferred)

    @cached_property
    def tables(self) -> list[str]:
        # Without margins, nothing tells how they hold together.
        crossed = self.exact.get("croisements", {}) if self.margins else {}
        return [name for name in CROSSED if name in crossed and name not in self.preferences.without]

    def solve(self, *, whole: bool = True) -> tuple[Solved, list[str]]:
        """The protection, and the crossed tables left out because it would empty them. `whole` False: a draft."""
        if "personnes" not in self.exact:
            return self.protect(Grouping((), {}), whole=whole), []
        if self.inherited is not None:
            return self.protect(self.inherited, whole=whole), []
        tables = list(self.tables)
        joined = _withheld_apart(self.protect(self._grouped(()), whole=False))
        for _ in range(ROUNDS):
            basis = self._grouped(tables, joined | self.preferences.joined)
            grouping = kept(coarser(basis, self.exact.get("croisements", {}), self.k))
            solved = self.protect(grouping, whole=whole, joined=joined)
            if apart := _withheld_apart(solved):
                joined |= apart
            elif worst := _emptiest(solved):
                tables.remove(worst)
            else:
                return solved, [name for name in self.tables if name not in grouping.tables]
        raise NotProved("no grouping holds")

    @cached_property
    def inherited(self) -> Grouping | None:
        """The tables and lines of an earlier edition, where readers may think that its people are the same."""
        if "personnes" not in self.exact or not self.margins:
            return None
        return editions.same_lines(self._grouped(()), self.exact, self.earlier, self.k)

    def _grouped(self, tables: Collection[str], joined: Collection[tuple[str, str]] = ()) -> Grouping:
        return grouped(self.exact["personnes"], tables, self.k, joined)

    @cached_property
    def alone_is_young(self) -> bool:
        """Whether « mineur isolé » implies being under 25: known to all readers, unless this year's data contradict
        it."""
        if any(
            count
            and dict(zip(dims, answers, strict=True)).items() >= {("situation", alone), ("tranche_age", band)}
            for dims, counts in self.margins.items()
            if {"situation", "tranche_age"} <= set(dims)
            for answers, count in counts.items()
            for alone in ALONE
            for band in set(self.exact["personnes"]["par_tranche_age"]) - YOUNG
        ):
            return False
        try:
            self._lattice(kept(self._grouped(self.tables)), alone_is_young=True)
        except Contradiction:
            return False
        return True

    def _lattice(self, grouping: Grouping, *, alone_is_young: bool) -> tuple[Lattice, numpy.ndarray]:
        year = Year(self.exact, self.vocabulary, self.behind)
        try:
            system = year.system(grouping, alone_is_young=alone_is_young)
        except KeyError as missing:
            raise Contradiction(f"the document has no {missing}") from missing
        margins = dict(year.margins)
        if "personnes" in margins:
            margins["personnes"] = {**self.margins, **margins["personnes"]}
        lattice = build(system)
        known = Known({register.population: register for register in system.registers}, margins)
        return lattice, spread(lattice, known)

    def protect(self, grouping: Grouping, *, whole: bool, joined: Iterable[tuple[str, str]] = ()) -> Solved:
        alone = "personnes" in self.exact and self.alone_is_young
        lattice, truth = self._lattice(grouping, alone_is_young=alone)
        counts = numpy.rint(lattice.counts @ truth)
        paths = lattice.system.paths()
        self._compare(paths, lattice, counts)
        alike = list(primary.alike(lattice, counts, self.k))
        also = set(primary.behind_few(lattice, counts, self.behind, self.k))
        also |= set(editions.moved(paths, self.exact, self.earlier, self.k))
        also |= set(editions.withheld_before(paths, self.exact, self.earlier, self.k))
        apart = editions.apart(lattice, truth, grouping, self.earlier, self.k)
        dear = {cell: ONE_WAY for path, cell in paths.items() if path[0] != "croisements"}
        dear |= {Cell("personnes", f"par_{dim}", (label,)): 1 / DEAR for dim, label in joined}
        dear |= dict.fromkeys(primary.preferred(paths, self.preferences.figures), DEAR)
        dear |= dict.fromkeys(editions.still_true(paths, self.exact, self.earlier), DEAR)
        dear |= {cell: WHOLE for path, cell in paths.items() if path == ("personnes", "file_active")}
        protection = protect(
            lattice,
            truth,
            k=self.k,
            also=also,
            dear=dear,
            needs=[*((need,) for _, need in alike), *apart],
            seconds=self.until - monotonic(),
            whole=whole,
        )
        return Solved(grouping, lattice, counts, frozenset(cell for cell, _ in alike), protection)

    def _compare(self, paths, lattice, counts) -> None:
        """Check that the document says what is protected."""
        for path, cell in paths.items():
            said = primary.figure(self.exact, path)
            if isinstance(said, int) and said != counts[lattice.row[cell]]:
                raise Contradiction(
                    f"{'.'.join(path)}: {said} in the document, {counts[lattice.row[cell]]:g} counted"
                )


def _withheld_apart(solved: Solved) -> frozenset[tuple[str, str]]:
    """(dimension, answer) withheld by the one-way tables and not yet merged into « Autres »."""
    return frozenset(
        (dim, label)
        for dim, groups in solved.grouping.groups.items()
        for label, group in groups.items()
        if group != OTHERS and solved.numbers[("personnes", f"par_{dim}", label)] is None
    )


def _emptiness(solved: Solved) -> dict[str, float]:
    """Crossed table → share of its non-zero cells that are withheld."""
    shares = {}
    for name in solved.grouping.tables:
        cells = [(path, cell) for path, cell in solved.paths.items() if path[:2] == ("croisements", name)]
        there = [path for path, cell in cells if solved.count(cell)]
        shares[name] = sum(solved.numbers[path] is None for path in there) / len(there) if there else 0
    return shares


def _emptiest(solved: Solved) -> str | None:
    """The crossed table that would tell the least, if it withholds too much."""
    shares = _emptiness(solved)
    worst = max(shares, key=lambda name: (shares[name], name), default=None)
    return worst if worst and shares[worst] > TOO_EMPTY else None
