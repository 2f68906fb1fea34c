"""What an earlier edition of the year has told: whoever holds both reads the difference."""

from collections.abc import Iterable, Iterator, Mapping

from observatory.disclosure.grouping import CROSSED
from observatory.disclosure.lattice import Lattice, matrix
from observatory.disclosure.primary import figure
from observatory.disclosure.refusals import TooClose
from observatory.disclosure.register import OTHERS, Cell, Count, Path, few
from observatory.disclosure.solver import Need

WHOLES = {
    "orientations": ("orientations", "recues"),
    "personnes": ("personnes", "file_active"),
    "seances": ("seances", "realisees"),
    "interpretariat": ("interpretariat", "missions"),
    "appels": ("appels", "total"),
}


def moved(paths: Mapping[Path, Cell], exact: Mapping, earlier: Iterable[Mapping], k: int) -> Iterator[Cell]:
    """Figures that an earlier edition printed, and that few people would tell from today's: they, or all the others
    of their whole. Raises TooClose."""
    for edition in earlier:
        for path, cell in paths.items():
            change = _change(edition, exact, path)
            if change is None:
                continue
            if path == WHOLES["personnes"] and few(abs(change), k):
                raise TooClose(abs(change))
            whole = _change(edition, exact, _whole(cell, path))
            if few(abs(change), k) or (whole is not None and few(abs(whole - change), k)):
                yield cell


def _whole(cell: Cell, path: Path) -> Path:
    if path[1] == "nouvelles_par_situation":
        return ("personnes", "par_situation", path[2])
    return WHOLES.get(cell.population, path)


def _change(edition: Mapping, exact: Mapping, path: Path) -> int | None:
    before, now = figure(edition, path), figure(exact, path)
    return now - before if isinstance(before, int) and isinstance(now, int) else None


def crossed_apart(lattice: Lattice, truth, earlier: Iterable[Mapping], k: int) -> Iterator[tuple[Need, Need]]:
    """For each cell of a crossed table printed before, if few people more or less are there today: that it may be as
    many as before, or k away. Its lines may be grouped otherwise: people are compared, not labels."""
    people = next((one for one in lattice.system.registers if one.population == "personnes"), None)
    tables = {table.name: table.dims for table in people.tables} if people else {}
    for edition in earlier:
        for name in set(CROSSED) & set(tables) & set(edition.get("croisements", {})):
            table = edition["croisements"][name]
            columns = list(next(iter(table.values()), {}))
            for row, cells in table.items():
                for column, before in cells.items():
                    where = {
                        dim: _same(people, dim, label, axis)
                        for dim, label, axis in zip(
                            tables[name], (row, column), (list(table), columns), strict=True
                        )
                    }
                    if not isinstance(before, int) or None in where.values():
                        continue
                    line = matrix([lattice.sum_of(Count(1, "personnes", where))], lattice.size)
                    now = (line @ truth)[0]
                    if few(abs(now - before), k):
                        about, up = f"{name} {row}/{column}", now > before
                        yield (
                            Need(line, not up, before, about),
                            Need(line, up, before + k if up else before - k, about),
                        )


def _same(people, dim: str, label: str, axis: list[str]) -> frozenset[str] | None:
    """Today's groups of the answers that `label` meant among `axis`; None where they are not whole groups."""
    _, groups = people.coarse[dim]
    meant = {one for one in groups if (one not in axis if label == OTHERS else one == label)}
    chosen = {groups[one] for one in meant}
    whole = all(one in meant for one, group in groups.items() if group in chosen)
    return frozenset(chosen) if whole else None
