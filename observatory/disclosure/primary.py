"""Primary suppression: cells that are withheld whatever the others, and why."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import numpy
from scipy import sparse

from observatory.disclosure.lattice import Lattice
from observatory.disclosure.register import NO, UNKNOWN, Cell, Path, few
from observatory.disclosure.solver import Need

ACTS = ("orientations", "seances", "interpretariat")
SENSITIVE = {("personnes", "situation"), ("personnes", "situation'"), ("appels", "orientation")}


class Reason(StrEnum):
    SMALL = "petit effectif"
    BEHIND = "trop peu de personnes derrière ces actes"
    ALIKE = "groupe homogène"
    FOLLOWS = "suit un effectif masqué"
    MOVED = "change trop peu depuis l’édition précédente"
    BEFORE = "masqué dans l’édition précédente"
    OTHERS = "protège un autre effectif"


def behind_few(lattice: Lattice, a: numpy.ndarray, behind: Mapping, k: int) -> Iterator[Cell]:
    """Counts of acts with few distinct people behind them; an unknown number of people counts as few."""
    for number, (cell, table) in enumerate(_cells(lattice)):
        if not a[number]:
            continue
        path = table.paths.get(cell.answers)
        if (path and path[0] in ACTS and _few_behind(path, behind, k)) or (
            cell == Cell("seances", "interprete", (NO,)) and few(behind.get("seances.sans_interprete", 1), k)
        ):
            yield cell


def _few_behind(path: Path, behind: Mapping, k: int) -> bool:
    if path == ("interpretariat", "missions"):
        path = ("seances", "avec_interprete")
    section, name, *label = path
    people = behind.get(f"{section}.{name}", 1)
    if label:
        people = people.get(label[0], 1) if isinstance(people, Mapping) else 1
    return few(people, k)


def alike(lattice: Lattice, a: numpy.ndarray, k: int) -> Iterator[tuple[Cell, Need]]:
    """Groups whose members all gave the same answer to a sensitive question: the cell that says so, and the need that
    others may be there.

    A group of few is withheld, hence may be empty: nothing more to ask. Nothing known about a group says nothing about
    it.
    """
    for register in lattice.system.registers:
        for table in register.tables:
            sensitive = [n for n, dim in enumerate(table.dims) if (register.population, dim) in SENSITIVE]
            if not sensitive:
                continue
            at = sensitive[0]
            groups: dict[tuple[str, ...], list[Cell]] = {}
            for answers in register.combinations(table.dims):
                cell = Cell(register.population, table.name, answers)
                groups.setdefault(answers[:at] + answers[at + 1 :], []).append(cell)
            for cells in groups.values():
                full = [cell for cell in cells if a[lattice.row[cell]]]
                if len(full) == 1 and a[lattice.row[full[0]]] >= k and full[0].answers[at] != UNKNOWN:
                    rows = [lattice.row[cell] for cell in cells if cell != full[0]]
                    row = sparse.csr_array(lattice.counts[rows].sum(axis=0)[None, :])
                    yield full[0], Need(row, True, k, f"{table.name} {'/'.join(full[0].answers)}")


def figure(document: Mapping, path: Path):
    """What a document prints at `path`; None where it prints nothing."""
    found = document
    for name in path:
        if not isinstance(found, Mapping) or name not in found:
            return None
        found = found[name]
    return found


def preferred(paths: Mapping[Path, Cell], keep: Iterable[str]) -> set[Cell]:
    """Cells at the paths « personnes.par_sexe.F », or under « personnes.par_sexe »."""
    asked = set(keep)
    return {
        cell
        for path, cell in paths.items()
        if asked & {".".join(path[:depth]) for depth in range(1, len(path) + 1)}
    }


def _cells(lattice: Lattice):
    return (pair for register in lattice.system.registers for pair in register.cells())
