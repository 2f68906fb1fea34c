"""The cells of a year, read as tables: any one or two questions that a register crosses, its true margins. Pure.

A cell is anything with population, dims, answers, people, acts, minutes and extra (`referrals.activity.Cell`, `Fact`).
"""

from collections import defaultdict
from collections.abc import Iterable

from observatory.states import Population

YES, NO = "oui", "non"
LANGUAGE = "langue:"

Answers = tuple[str, ...]
Margins = dict[tuple[str, ...], dict[Answers, int]]


class Cube:
    """Tables of a year's cells. Sums of people are only ever taken inside one register, where each is once."""

    def __init__(self, cells: Iterable):
        self.cells = list(cells)
        self._tables: dict[str, dict[tuple[str, ...], dict[Answers, object]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for cell in self.cells:
            self._tables[cell.population][tuple(cell.dims)][tuple(cell.answers)] = cell

    def whole(self, population: str):
        """The cell of everybody, or None: nothing was counted."""
        return self._tables[population][()].get(())

    def cell(self, population: str, dim: str, answer: str):
        """The cell of one answer to one question, or None."""
        return self._tables[population][(dim,)].get((answer,))

    def measure(self, population: str, dim: str, answer: str, measure: str) -> int | None:
        """`people`, `acts`, `minutes` or the name of an extra one; 0 people and acts where there is no cell."""
        cell = self.cell(population, dim, answer)
        if cell is None:
            return None if measure == "minutes" else 0
        return cell.extra[measure] if measure in cell.extra else getattr(cell, measure)

    def table(self, population: str, dim: str, measure: str) -> dict[str, int]:
        """One question asked alone: its answers, those that nobody gave left out."""
        return {
            answers[0]: getattr(cell, measure) for answers, cell in self._tables[population][(dim,)].items()
        }

    def people(self, *dims: str, **given: str) -> dict[Answers, int]:
        """The file active by one or two questions of a same register; `given`: those who so answered another of it."""
        asked = {*dims, *given}
        register = next((one for one in self._tables[Population.PEOPLE] if asked <= set(one)), None)
        if register is None:
            return {}
        counts: dict[Answers, int] = defaultdict(int)
        for answers, cell in self._tables[Population.PEOPLE][register].items():
            of = dict(zip(register, answers, strict=True))
            if all(of[dim] == answer for dim, answer in given.items()):
                counts[tuple(of[dim] for dim in dims)] += cell.people
        return dict(counts)

    def spoken(self) -> dict[str, int]:
        """People by language: each counts in all of hers."""
        return {
            dims[0].removeprefix(LANGUAGE): cells[(YES,)].people if (YES,) in cells else 0
            for dims, cells in self._tables[Population.PEOPLE].items()
            if dims and dims[0].startswith(LANGUAGE)
        }

    def margins(self) -> Margins:
        """The true counts of the file active, register by register: what the protection works from."""
        return {
            dims: {answers: cell.people for answers, cell in cells.items()}
            for dims, cells in self._tables[Population.PEOPLE].items()
            if dims and cells
        }
