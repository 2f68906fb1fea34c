"""What an earlier edition of the year has told: whoever holds both reads the difference."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from observatory.disclosure.document import MASK
from observatory.disclosure.grouping import CROSSED, Grouping
from observatory.disclosure.lattice import Lattice, matrix
from observatory.disclosure.primary import figure
from observatory.disclosure.refusals import TooClose
from observatory.disclosure.register import ABSENT, OTHERS, Cell, Count, Path, few
from observatory.disclosure.solver import Need

WHOLES = {
    "orientations": ("orientations", "recues"),
    "personnes": ("personnes", "file_active"),
    "seances": ("seances", "realisees"),
    "interpretariat": ("interpretariat", "missions"),
    "appels": ("appels", "total"),
}
CALLED_BACK = ("appels", "rappels")
CALL_BACKS = (("appels", "rappels_total"), ("appels", "rappels_moyenne"))

Answers = frozenset[str]


def moved(paths: Mapping[Path, Cell], exact: Mapping, earlier: Iterable[Mapping], k: int) -> Iterator[Cell]:
    """Figures that an earlier edition printed, and that few people would tell from today's: they, or all the others
    of a whole of theirs. Raises TooClose."""
    for edition in earlier:
        for path, cell in paths.items():
            if path == CALLED_BACK and _told_otherwise(edition, exact):
                yield cell
            change = _change(edition, exact, path)
            if change is None:
                continue
            if path == WHOLES["personnes"] and few(abs(change), k):
                raise TooClose(abs(change))
            others = (_change(edition, exact, whole) for whole in _wholes(cell, path))
            if few(abs(change), k) or any(few(abs(all_ - change), k) for all_ in others if all_ is not None):
                yield cell


# ── As many as before: perhaps the same people, so told the same way ────────────────────────────────


def withheld_before(
    paths: Mapping[Path, Cell], exact: Mapping, earlier: Iterable[Mapping], k: int
) -> Iterator[Cell]:
    """What an edition withheld of as many people, or acts, as today: printed now, it would undo that edition."""
    for edition in earlier:
        for path, cell in paths.items():
            if _as_many(edition, exact, WHOLES.get(cell.population), k) and _withheld(edition, exact, path):
                yield cell


def still_true(paths: Mapping[Path, Cell], exact: Mapping, earlier: Iterable[Mapping]) -> Iterator[Cell]:
    """Numbers that an edition printed and that are the same today: whoever holds it guesses them, so they hide
    little."""
    for edition in earlier:
        for path, cell in paths.items():
            if _change(edition, exact, path) == 0:
                yield cell


def same_lines(grouping: Grouping, exact: Mapping, earlier: Iterable[Mapping], k: int) -> Grouping | None:
    """`grouping` with the crossed tables, and their lines, of the last edition that told of as many people."""
    for edition in reversed(tuple(earlier)):
        if _as_many(edition, exact, WHOLES["personnes"], k):
            tables = {name: axes for name in CROSSED if (axes := _axes(edition, name))}
            groups = dict(grouping.groups)
            for name, axes in tables.items():
                for dim, axis in zip(CROSSED[name], axes, strict=True):
                    one = dim.removesuffix("'")
                    groups[one] = {label: label if label in axis else OTHERS for label in groups[one]}
            return Grouping(tuple(tables), groups)
    return None


def _axes(edition: Mapping, name: str) -> tuple[set[str], set[str]] | None:
    """The labels of the lines and of the columns of a crossed table; None of one that is not published."""
    table = figure(edition, ("croisements", name))
    if not isinstance(table, Mapping) or not all(isinstance(line, Mapping) for line in table.values()):
        return None
    columns = set(next(iter(table.values()), {}))
    return (set(table), columns) if set(table) | columns != {OTHERS} else None


def _as_many(edition: Mapping, exact: Mapping, whole: Path | None, k: int) -> bool:
    """Or a few more or less: then the whole is not printed again, and a reader sees no change."""
    change = _change(edition, exact, whole) if whole else None
    return change is not None and abs(change) < k


def _withheld(edition: Mapping, exact: Mapping, path: Path) -> bool:
    if path == CALLED_BACK:
        return any(figure(edition, one) == MASK for one in CALL_BACKS)
    if path[-1] != ABSENT:
        return figure(edition, path) == MASK
    before, now = (figure(one, path[:-1]) or {} for one in (edition, exact))
    return any(number == MASK for label, number in before.items() if label not in now)


# ── What changed ────────────────────────────────────────────────────────────────────────────────────


def _told_otherwise(edition: Mapping, exact: Mapping) -> bool:
    """Call-backs and their mean tell about how many were called back: they are printed again if they are the same."""
    return any(
        isinstance(before := figure(edition, path), int | float) and before != figure(exact, path)
        for path in CALL_BACKS
    )


def _wholes(cell: Cell, path: Path) -> tuple[Path, ...]:
    if path[1] == "nouvelles_par_situation":
        return ("personnes", "par_situation", path[2]), ("personnes", "nouvelles")
    return (WHOLES.get(cell.population, path),)


def _change(edition: Mapping, exact: Mapping, path: Path) -> int | None:
    before, now = figure(edition, path), figure(exact, path)
    return now - before if isinstance(before, int) and isinstance(now, int) else None


def apart(
    lattice: Lattice, truth, grouping: Grouping, earlier: Iterable[Mapping], k: int
) -> Iterator[tuple[Need, Need]]:
    """For each group of people that an earlier edition told, if few more or less are there today: that they may be as
    many as before, or k away. Answers may be grouped otherwise: people are compared, not labels."""
    people = next((one for one in lattice.system.registers if one.population == "personnes"), None)
    for edition in earlier if people else ():
        before = _Before(edition, {dim: people.values[dim] for dim in grouping.groups})
        for where in _groups(before, grouping):
            told, line = before.number(where), _line(lattice, people, where)
            if told is None or line is None:
                continue
            now = (line @ truth)[0]
            if few(abs(now - told), k):
                about, up = " ".join("/".join(sorted(those)) for those in where.values()), now > told
                yield Need(line, not up, told, about), Need(line, up, told + k if up else told - k, about)


def _line(lattice: Lattice, people, where: Mapping[str, Answers]):
    """Their number over the unknowns; None where today's tables do not hold it."""
    if len(where) == 1:
        return matrix([lattice.sum_of(Count(1, "personnes", where))], lattice.size)
    coarse = {}
    for dim, those in where.items():
        _, groups = people.coarse[f"{dim}'"]
        coarse[f"{dim}'"] = frozenset(groups[one] for one in those)
        if any(group in coarse[f"{dim}'"] and one not in those for one, group in groups.items()):
            return None
    return matrix([lattice.sum_of(Count(1, "personnes", coarse))], lattice.size)


def _groups(before: "_Before", grouping: Grouping) -> Iterator[dict[str, Answers]]:
    """The lines of the crossed tables of both editions, alone and crossed; those of a place not in one situation."""
    for name, dims in CROSSED.items():
        axes = []
        for at, dim in enumerate(one.removesuffix("'") for one in dims):
            groups: dict[str, set[str]] = {}
            for one in before.answers[dim]:
                groups.setdefault(grouping.groups[dim].get(one, OTHERS), set()).add(one)
            parts = [*map(frozenset, groups.values()), *before.axes(name)[at].values()]
            if dim == "situation":
                parts += [frozenset(before.answers[dim]) - part for part in parts]
            axes.append([(dim, part) for part in dict.fromkeys(parts) if part])
        yield from ({dim: part} for axis in axes for dim, part in axis)
        if name in grouping.tables:
            yield from map(dict, product(*axes))


class _Before:
    """What an edition told of the people: of those of some `answers` (dimension → today's)."""

    def __init__(self, edition: Mapping, answers: Mapping[str, tuple[str, ...]]):
        self.edition, self.answers = edition, answers

    def axes(self, name: str) -> tuple[dict[str, Answers], dict[str, Answers]]:
        """The lines and the columns of a crossed table, each with the answers that it meant."""
        table = self._table(name)
        labels = (list(table), list(next(iter(table.values()), {})))
        dims = [dim.removesuffix("'") for dim in CROSSED[name]]
        rows, columns = (
            {
                label: frozenset(one for one in self.answers[dim] if one not in axis)
                if label == OTHERS
                else frozenset({self._today(dim, label)})
                for label in axis
            }
            for dim, axis in zip(dims, labels, strict=True)
        )
        return rows, columns

    def number(self, where: Mapping[str, Answers]) -> int | None:
        """How many they were; None where that was not told, at least by no plain sum or difference."""
        if len(where) == 1:
            ((dim, those),) = where.items()
            return self._of_one(dim, those)
        name = "_".join(where)
        if not self._table(name):
            return None
        chosen = [_covering(axis, those) for axis, those in zip(self.axes(name), where.values(), strict=True)]
        if None in chosen:
            return None
        rows, columns = chosen
        every = [set(axis) for axis in self.axes(name)]
        told = self._sum(name, rows, columns)
        for (dim, those), rest in zip(
            where.items(), ((rows, every[1] - columns), (every[0] - rows, columns)), strict=True
        ):
            if told is None:
                told = _less(self._of_one(dim, those), self._sum(name, *rest))
        return told

    def _table(self, name: str) -> Mapping[str, Mapping]:
        table = figure(self.edition, ("croisements", name))
        whole = isinstance(table, Mapping) and all(isinstance(line, Mapping) for line in table.values())
        return table if whole else {}

    def _sum(self, name: str, rows: set[str], columns: set[str]) -> int | None:
        table = self._table(name)
        return _total(table[row][column] for row in rows for column in columns)

    def _of_one(self, dim: str, those: Answers) -> int | None:
        table = figure(self.edition, ("personnes", f"par_{dim}"))
        if not isinstance(table, Mapping):
            return None
        cells = table.items()
        told = _total(number for label, number in cells if self._today(dim, label) in those)
        if told is None:
            others = _total(number for label, number in cells if self._today(dim, label) not in those)
            told = _less(figure(self.edition, WHOLES["personnes"]), others)
        return told

    def _today(self, dim: str, label: str) -> str:
        """An answer that nobody gives today is like any other that nobody gives."""
        return label if label in self.answers[dim] else ABSENT


def _covering(axis: Mapping[str, Answers], those: Answers) -> set[str] | None:
    """The labels that are exactly these people together: an answer under no label was nobody's."""
    chosen = {label for label, meant in axis.items() if meant & those}
    return chosen if all(axis[label] <= those for label in chosen) else None


def _total(numbers: Iterable) -> int | None:
    held = list(numbers)
    return sum(held) if all(isinstance(one, int) for one in held) else None


def _less(whole, part: int | None) -> int | None:
    return whole - part if isinstance(whole, int) and part is not None else None
