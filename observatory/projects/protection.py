"""What of the people counted by hand may leave the centre. Pure.

The house's promise: from what is sent, nobody can tell that a count is between 1 and k-1. A value noted by hand has no
certificate, so the rule is closed: a small count is withheld, and so is whatever would give a small one by difference
(a period less one of its years: those not met that year; the years less the period: those met several years; a value
less the one sent before).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatory.disclosure import MASK

Value = int | float | str | None


@dataclass(frozen=True)
class Noted:
    """The values of one indicator: by year, and over the period. None: not noted."""

    years: dict[int, Value]
    total: Value = None


def people(noted: Noted, sent: Sequence[Noted], *, threshold: int, linked: bool = False) -> Noted:
    """The same values, those that may not leave replaced by "masque".

    `sent`: what left before about this indicator. `linked`: the years are a published bilan's, already protected:
    only the period is ours to withhold, and it waits until every year is published.
    """

    def small(value: Value) -> bool:
        return _counted(value) and 0 < abs(value) < threshold

    def near(value: Value, others: Iterable[Value]) -> bool:
        return _counted(value) and any(small(value - other) for other in others if _counted(other))

    def few_came_back(values: list[Value], total: Value) -> bool:
        """The years less the period: who was met in several of them."""
        every = len(values) > 1 and all(_counted(value) for value in [*values, total])
        return every and small(sum(values) - total)

    totals = [one.total for one in sent]
    years = dict(noted.years)
    if not linked:
        before = {year: [one.years.get(year) for one in sent] for year in years}
        for year, value in years.items():
            if small(value) or near(value, [*before[year], *totals]):
                years[year] = MASK
        if any(few_came_back(list(years.values()), total) for total in totals):
            years = dict.fromkeys(years, MASK)
    total = noted.total
    if total is not None and (
        small(total)
        or MASK in years.values()
        or (linked and not all(_counted(value) for value in years.values()))
        or near(total, [*totals, *years.values(), *(value for one in sent for value in one.years.values())])
        or few_came_back(list((_last_told(sent) | _known(years)).values()), total)
    ):
        total = MASK
    return Noted(years, total)


def _known(years: dict[int, Value]) -> dict[int, Value]:
    return {year: value for year, value in years.items() if _counted(value)}


def _last_told(sent: Sequence[Noted]) -> dict[int, Value]:
    return {year: value for one in sent for year, value in _known(one.years).items()}


def _counted(value: Value) -> bool:
    return isinstance(value, int | float)
