"""What of the people counted by hand may leave the centre. Pure.

The house's promise: from what is sent, nobody can tell that a count is between 1 and k-1. A value noted by hand has no
certificate, so the rule is closed: a small count is withheld, and so is whatever would give a small one by difference:
- with any other count of the same years that may be of the same people, or with several indicators of the funding;
- a period with its years (their sum less the period: those met several years).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from observatory.disclosure import MASK
from observatory.projects import sums

Value = int | float | str | None


@dataclass(frozen=True)
class Count:
    """So many people of these years, known to a reader. `of`: whose count it is; `said`: what it is called."""

    years: frozenset[int]
    people: int | float
    of: str = ""
    said: str = ""


@dataclass(frozen=True)
class Noted:
    """The values of one indicator: by year, and over the period. None: not noted. `span`: the period's years, where
    it has others than `years`."""

    years: dict[int, Value]
    total: Value = None
    span: frozenset[int] = frozenset()

    @property
    def period(self) -> frozenset[int]:
        return self.span or frozenset(self.years)

    def counts(self, of: str = "", said: str = "") -> list[Count]:
        found = [
            Count(frozenset([year]), value, of, said) for year, value in self.years.items() if _counted(value)
        ]
        return found + [Count(self.period, self.total, of, said)] * _counted(self.total)


@dataclass(frozen=True)
class Known:
    """What readers have beside an indicator. `counts`: compared one by one; `lines`: by sums of two as well.

    `waiting`: years whose bilan will come, and may say anything.
    """

    counts: Sequence[Count] = ()
    lines: Sequence[Count] = ()
    waiting: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Withheld:
    """Why a value may not leave. `year`: None for the period. `beside`: what it would be compared with.

    `why`: "small", "near", "sum", "rest" (of the first of two without the second), "sums" (of
    three lines or more), "part" (of a line, with two others or more), "several" (few came several years),
    "year" (of the period, withheld), "waits".
    """

    year: int | None
    value: int | float
    why: str
    beside: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Told:
    """What may leave, withheld values replaced by "masque", and why."""

    noted: Noted
    withheld: list[Withheld] = field(default_factory=list)


def people(
    noted: Noted, sent: Sequence[Noted], *, threshold: int, linked: bool = False, known: Known = Known()
) -> Told:
    """`sent`: what left before about this indicator; `known`: what left about others.

    `linked`: the years are a published bilan's, already protected: only the period is ours to withhold, and it waits
    until every year is published.
    """
    before = [count for one in sent for count in one.counts()]
    totals = [one.total for one in sent]
    years, withheld = dict(noted.years), []

    def withhold(year, value, why, beside=()):
        withheld.append(Withheld(year, value, why, beside))
        return MASK

    def judged(year: int | None, value: Value, of: frozenset[int], own: Sequence[Count]) -> Value:
        if not _counted(value):
            return value
        if _small(value, threshold):
            return withhold(year, value, "small")
        if of & known.waiting:
            return withhold(year, value, "waits")
        for why, beside in _gives_a_few(value, of, [*own, *known.counts], known.lines, threshold):
            return withhold(year, value, why, beside)
        return value

    if not linked:
        years = {year: judged(year, value, frozenset([year]), before) for year, value in years.items()}
        if any(_few_came_back(years.values(), total, threshold) for total in totals):
            years = {year: withhold(year, value, "several") for year, value in years.items()}
    total = noted.total
    if _counted(total):
        told = Noted(years).counts()
        every = _last_told(sent) | _known(years)
        if MASK in years.values():
            total = withhold(None, total, "year")
        elif linked and not all(_counted(value) for value in years.values()):
            total = withhold(None, total, "waits")
        elif _few_came_back(every.values(), total, threshold):
            total = withhold(None, total, "several")
        else:
            total = judged(None, total, noted.period, [*before, *told])
    return Told(Noted(years, total, noted.span), withheld)


def _small(value: int | float, threshold: int) -> bool:
    return 0 < abs(value) < threshold


def _gives_a_few(
    value, years: frozenset[int], counts: Sequence[Count], lines: Sequence[Count], threshold: int
) -> Iterator[tuple[str, tuple[Count, ...]]]:
    """Counts of some of these years that differ from the value by a few; then two lines of exactly these years whose
    sum does, or what remains of one without the other; then three of them or more."""
    for one in [*counts, *lines]:
        if one.years & years and _small(value - one.people, threshold):
            yield "near", (one,)
    same = sorted((line for line in set(lines) if line.years == years), key=lambda line: -line.people)
    for most, least in combinations(same, 2):
        for why, given in (("sum", most.people + least.people), ("rest", most.people - least.people)):
            if most.of != least.of and _small(value - given, threshold):
                yield why, (most, least)
    yield from _with_several(value, same, threshold)


def _with_several(value, lines: Sequence[Count], threshold: int) -> Iterator[tuple[str, tuple[Count, ...]]]:
    """A total and its parts, three or more: those that the sheet does not name would be a few."""
    told: dict[str, set[int]] = {}
    for line in lines:
        if isinstance(line.people, int):
            told.setdefault(line.of, set()).add(line.people)
    if not isinstance(value, int) or len(told) < 3:
        return
    if sums.total_of(value, list(told.values()), threshold):
        yield "sums", ()
    for whole in lines:
        others = [counts for of, counts in told.items() if of != whole.of]
        if isinstance(whole.people, int) and sums.part_of(whole.people, value, others, threshold):
            yield "part", (whole,)


def _few_came_back(values: Iterable[Value], total: Value, threshold: int) -> bool:
    """The years less the period: who was met in several of them."""
    values = list(values)
    every = len(values) > 1 and all(_counted(value) for value in [*values, total])
    return every and _small(sum(values) - total, threshold)


def _known(years: dict[int, Value]) -> dict[int, Value]:
    return {year: value for year, value in years.items() if _counted(value)}


def _last_told(sent: Sequence[Noted]) -> dict[int, Value]:
    return {year: value for one in sent for year, value in _known(one.years).items()}


def _counted(value: Value) -> bool:
    return isinstance(value, int | float)
