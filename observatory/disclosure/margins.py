"""The true counts that a protection starts from: those of the document, and the finer margins given with it."""

from collections.abc import Mapping

from observatory.disclosure.lattice import Clique
from observatory.disclosure.refusals import Contradiction
from observatory.disclosure.register import Answers, Register

Margins = Mapping[Clique, Mapping[Answers, int]]


class Known:
    """True counts by population; a grouped dimension is counted from the one it groups."""

    def __init__(self, registers: Mapping[str, Register], margins: Mapping[str, Margins]):
        self.registers, self.margins = registers, margins

    def __call__(self, population: str, clique: Clique) -> dict[Answers, int]:
        """Counts by combination of the clique's dimensions. Raises Contradiction where they are not known."""
        coarse = self.registers[population].coarse
        fine = [coarse[dim][0] if dim in coarse else dim for dim in clique]
        given = self.margins[population]
        holding = [dims for dims in given if set(fine) <= set(dims)]
        if not holding:
            raise Contradiction(f"{population}: no count of {', '.join(fine)} together")
        dims = min(holding, key=lambda one: (len(given[one]), one))
        picked = [
            (dims.index(base), coarse[dim][1] if dim in coarse else None)
            for dim, base in zip(clique, fine, strict=True)
        ]
        counts: dict[Answers, int] = {}
        for answers, count in given[dims].items():
            if not count:
                continue
            key = tuple(groups[answers[n]] if groups else answers[n] for n, groups in picked)
            counts[key] = counts.get(key, 0) + count
        return counts
