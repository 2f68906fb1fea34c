"""What of the people counted by hand may leave the centre. Pure.

The house's promise: from what is sent, nobody can tell that a count is between 1 and k-1. A value noted by hand has no
certificate, so the rule is closed: a small count is withheld, and so is whatever would give a small one by difference
(a period less one of its years: those not met that year; the years less the period: those met several years; a value
less the one sent before).
"""

from collections.abc import Sequence
from dataclasses import dataclass

MASK = "masque"

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

    def too_near(value: Value, others) -> bool:
        return _counted(value) and any(small(value - other) for other in others if _counted(other))

    def kept(value: Value, before) -> Value:
        return MASK if small(value) or too_near(value, before) else value

    years = noted.years
    if not linked:
        years = {year: kept(value, [one.years.get(year) for one in sent]) for year, value in years.items()}
    total = kept(noted.total, [one.total for one in sent])
    if total is not None and (
        MASK in years.values() or (linked and not all(_counted(value) for value in years.values()))
    ):
        total = MASK
    totals = [noted.total, *(one.total for one in sent)]
    every_year = [*noted.years.values(), *(value for one in sent for value in one.years.values())]
    if any(too_near(one, every_year) for one in totals) or _few_came_back(noted, totals, small):
        return Noted(years if linked else dict.fromkeys(years, MASK), None if noted.total is None else MASK)
    return Noted(years, total)


def _few_came_back(noted: Noted, totals, small) -> bool:
    values = list(noted.years.values())
    if len(values) < 2 or not all(_counted(value) for value in values):
        return False
    return any(_counted(total) and small(sum(values) - total) for total in totals)


def _counted(value: Value) -> bool:
    return isinstance(value, int | float)
