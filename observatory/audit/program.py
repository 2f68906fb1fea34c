"""An integer program: unknowns ≥ 0 and bounds on their sums. An *expression* is {column: coefficient}."""

from collections.abc import Iterable
from dataclasses import dataclass, field

Expression = dict[int, int]


@dataclass
class Program:
    """`rows`: (expression, least, greatest), None for no bound. `caps`: upper bound of a column, if any."""

    size: int = 0
    rows: list[tuple[Expression, int | None, int | None]] = field(default_factory=list)
    caps: dict[int, int] = field(default_factory=dict)

    def unknown(self, cap: int | None = None) -> Expression:
        if cap is not None:
            self.caps[self.size] = cap
        self.size += 1
        return {self.size - 1: 1}

    def state(self, expression: Expression, least: int | None = None, greatest: int | None = None) -> None:
        self.rows.append((expression, least, greatest))

    def equal(self, one: Expression, other: Expression) -> None:
        self.state(combine((1, one), (-1, other)), 0, 0)

    def at_most(self, part: Expression, whole: Expression) -> None:
        self.state(combine((1, whole), (-1, part)), least=0)

    def implies(self, something: Expression, somebody: Expression, most: int) -> None:
        """If there is something (at most `most` of it), there is somebody."""
        yes = self.unknown(cap=1)
        self.at_most(something, combine((most, yes)))
        self.at_most(yes, somebody)


def combine(*terms: tuple[int, Expression]) -> Expression:
    total: Expression = {}
    for factor, expression in terms:
        for column, coefficient in expression.items():
            total[column] = total.get(column, 0) + factor * coefficient
    return {column: coefficient for column, coefficient in total.items() if coefficient}


def together(expressions: Iterable[Expression]) -> Expression:
    return combine(*((1, one) for one in expressions))
