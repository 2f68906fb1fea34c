"""The indicators of a sheet: what bilans say, what was noted by hand, protected beside all that is known; for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from centre.numbers import ratio
from observatory.models import AnnualReport
from observatory.projects import catalogue, protection
from observatory.projects.catalogue import Linkable
from observatory.projects.known import NEW, WHOLE, Line
from observatory.projects.models import Indicator
from observatory.projects.period import Period
from observatory.projects.protection import MASK, Count, Known, Noted, Told, Value
from observatory.states import Counted, IndicatorUnit


@dataclass(frozen=True)
class Frame:
    """What the indicators of a funding are read in. `years`: those begun, of `span`. `published`: by year.

    `counts`: people of published bilans; `sent`: what left in any sheet; `apart`: ids of the indicators declared so;
    `since`: the first year of which the portal knows people, hence publishes a bilan; None before it knows anybody.
    `live`: for the coordination, with what does not leave.
    """

    funding: str
    years: Sequence[int]
    span: Sequence[int]
    published: Mapping[int, AnnualReport]
    counts: Sequence[Count]
    sent: Sequence[Line]
    apart: frozenset[str]
    since: int | None
    together: Period | None
    threshold: int
    live: bool

    @property
    def waiting(self) -> frozenset[int]:
        return frozenset(
            year for year in self.span if self.since and year >= self.since and year not in self.published
        )

    @property
    def newcomers(self) -> dict[int, Value]:
        """The « nouvelles » of each bilan published."""
        return {
            year: catalogue.value_at(report.figures_public, NEW) for year, report in self.published.items()
        }

    @property
    def arrivals(self) -> list[Count]:
        """The file active of the first year and the « nouvelles » since: a period counts them, and those sent before
        their first séance's year."""
        first, *others = self.span
        told = [
            catalogue.value_at(self.published[first].figures_public, WHOLE)
            if first in self.published
            else None,
            *(self.newcomers.get(year) for year in others),
        ]
        if not others or not all(isinstance(one, int) for one in told):
            return []
        said = f"«\u00a0File active\u00a0» de {first} et «\u00a0nouvelles\u00a0» depuis"
        return [Count(frozenset(self.span), sum(told), "arrivals", said)]


def told(indicators: Sequence[Indicator], frame: Frame, linkable: Mapping[str, Linkable]) -> list[dict]:
    """In their order. Those that follow a bilan are judged first: what is noted by hand is what gives way."""
    found, beside = {}, []
    for one in sorted(indicators, key=lambda one: not one.source):
        noted, distinct = _noted(one, frame)
        outcome = Told(noted)
        if one.unit == IndicatorUnit.PEOPLE:
            outcome = _protected(one, noted, frame, beside)
            beside.append(Line(frame.funding, str(one.pk), one.label, outcome.noted))
        found[one.pk] = _line(one, linkable.get(one.source), outcome, distinct)
        if frame.live:
            found[one.pk] |= _for_the_centre(one, outcome, frame)
    return [found[one.pk] for one in indicators]


def number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _noted(one: Indicator, frame: Frame) -> tuple[Noted, bool]:
    """Its values, and whether the period's people were counted by the portal."""
    by_hand = {achieved.year: number(achieved.value) for achieved in one.achieved.all()}
    total, span = by_hand.get(None), frozenset(frame.span)
    if not one.source:
        return Noted({year: by_hand.get(year) for year in frame.years}, total, span), False
    years = {
        year: catalogue.value_at(frame.published[year].figures_public, one.source)
        if year in frame.published
        else None
        for year in frame.years
    }
    if total is None and frame.together is not None and one.source == WHOLE:
        told = frame.together.told(years, frame.newcomers, threshold=frame.threshold)
        return Noted(years, told, span), True
    return Noted(years, total, span), False


def _protected(one: Indicator, noted: Noted, frame: Frame, beside: list[Line]) -> Told:
    me = str(one.pk)
    before = [line.noted for line in frame.sent if line.of == me]
    others = [line for line in [*frame.sent, *beside] if line.of not in {me, *frame.apart}]
    return protection.people(
        noted, before, threshold=frame.threshold, linked=bool(one.source), known=_known(one, frame, others)
    )


def _known(one: Indicator, frame: Frame, others: list[Line]) -> Known:
    """What an indicator is compared with: nothing if its people are apart; the figures of the bilans about a part of
    the people, unless it is said of them all."""
    if one.counted == Counted.APART:
        return Known()
    whole = [count for count in frame.counts if count.of == WHOLE]
    parted = not one.source and one.counted != Counted.ALL
    arrivals = frame.arrivals if one.source == WHOLE or one.counted == Counted.ALL else ()
    mine = [count for line in others if line.funding == frame.funding for count in line.counts]
    theirs = [count for line in others if line.funding != frame.funding for count in line.counts]
    return Known(
        counts=[*theirs, *(frame.counts if parted else ()), *arrivals],
        lines=[*mine, *whole],
        waiting=frozenset() if one.source else frame.waiting,
    )


def _line(one: Indicator, linked: Linkable | None, outcome: Told, distinct: bool) -> dict:
    noted = outcome.noted
    distinct = distinct and noted.total is not None
    bases = {achieved.year: achieved.basis for achieved in one.achieved.all()}
    adds = linked.adds if linked else one.unit in catalogue.ADDED_BY_HAND
    total = _total(noted, adds=adds)
    target, yearly = number(one.target), number(one.yearly_target)
    return {
        "id": str(one.pk),
        "label": one.label,
        "definition": one.definition,
        "unit": one.get_unit_display(),
        "source": linked.label if linked else "",
        "target": target,
        "yearly_target": yearly,
        "years": [
            {
                "year": year,
                "value": value,
                "basis": "" if one.source else bases.get(year, ""),
                "ratio": _ratio(value, yearly),
            }
            for year, value in noted.years.items()
        ],
        "total": total,
        "by_hand": noted.total is not None and not distinct,
        "distinct": distinct,
        "counted": sum(value is not None for value in noted.years.values()),
        "basis": bases.get(None, ""),
        "ratio": _ratio(total, target),
        "adds": adds,
    }


def _for_the_centre(one: Indicator, outcome: Told, frame: Frame) -> dict:
    """{"withheld": why, value by value; "exact": the people of the period, where the portal counts them}."""
    counted = frame.together is not None and one.source == WHOLE
    return {"withheld": outcome.withheld} | ({"exact": frame.together.people} if counted else {})


def _total(noted: Noted, *, adds: bool) -> Value:
    """Over the period: noted by hand, else the sum of the years where they may be added up, else the only year."""
    values = list(noted.years.values())
    if noted.total is not None:
        return noted.total
    if len(values) == 1:
        return values[0]
    if not adds:
        return None
    if MASK in values:
        return MASK
    told = [value for value in values if value is not None]
    return round(sum(told), 2) if told else None


def _ratio(value: Value, target: int | float | None) -> int | float | None:
    """Percentage of the target; None where either is withheld, unknown or nothing."""
    if not target or not isinstance(value, int | float):
        return None
    return ratio(round(10_000 * value), round(100 * target), 0)
