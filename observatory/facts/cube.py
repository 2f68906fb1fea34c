"""The cells of a year, read as tables of one or two questions of a register, and as true margins. Pure.

A cell has population, dims, answers, people, acts, minutes and extra (`referrals.activity.Cell`, `Fact`).
"""

from collections import defaultdict
from collections.abc import Iterable

from observatory.states import Population

YES, NO = "oui", "non"
LANGUAGE = "langue:"

Answers = tuple[str, ...]
Margins = dict[tuple[str, ...], dict[Answers, int]]


class Cube:
    """Tables from a year's cells. People are only ever summed inside one register, where each is counted once."""

    def __init__(self, cells: Iterable):
        self.cells = list(cells)
        self._tables: dict[str, dict[tuple[str, ...], dict[Answers, object]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for cell in self.cells:
            self._tables[cell.population][tuple(cell.dims)][tuple(cell.answers)] = cell

    def whole(self, population: str):
        """The cell of the whole population; None when nothing was counted."""
        return self._tables[population][()].get(())

    def cell(self, population: str, dim: str, answer: str):
        """The cell of one answer to one question, or None."""
        return self._tables[population][(dim,)].get((answer,))

    def measure(self, population: str, dim: str, answer: str, measure: str) -> int | None:
        """`people`, `acts`, `minutes`, or the name of an extra measure; 0 people and acts where there is no cell."""
        cell = self.cell(population, dim, answer)
        if cell is None:
            return None if measure == "minutes" else 0
        return cell.extra[measure] if measure in cell.extra else getattr(cell, measure)

    def table(self, population: str, dim: str, measure: str) -> dict[str, int]:
        """One question: {answer: measure}, without the answers that nobody gave."""
        return {
            answers[0]: getattr(cell, measure) for answers, cell in self._tables[population][(dim,)].items()
        }

    def people(self, *dims: str, **given: str) -> dict[Answers, int]:
        """The file active by one or two questions of the same register; `given`: only those with these other
        answers."""
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
        """People by language: each is counted in every language they speak."""
        return {
            dims[0].removeprefix(LANGUAGE): cells[(YES,)].people if (YES,) in cells else 0
            for dims, cells in self._tables[Population.PEOPLE].items()
            if dims and dims[0].startswith(LANGUAGE)
        }

    def margins(self) -> Margins:
        """The true counts of the file active, register by register: the input of the protection."""
        return {
            dims: {answers: cell.people for answers, cell in cells.items()}
            for dims, cells in self._tables[Population.PEOPLE].items()
            if dims and cells
        }
