"""Opening hours of the hotline: open days, hours covered by nobody. Pure: no database, no clock."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

import holidays

Span = tuple[time, time]


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday in France."""
    return day in holidays.country_holidays("FR", years=day.year)


def opens_on(day: date, *, days: Iterable[int], on_holidays: bool) -> bool:
    """`days`: 0 is Monday."""
    return day.weekday() in days and (on_holidays or not is_holiday(day))


def days_between(first: date, last: date, *, days: Iterable[int], on_holidays: bool) -> Iterator[date]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if opens_on(day, days=days, on_holidays=on_holidays):
            yield day


def minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def length(spans: Iterable[Span]) -> int:
    """Total minutes."""
    return sum(minutes(ends) - minutes(starts) for starts, ends in spans)


def uncovered(starts: time, ends: time, kept: Iterable[Span]) -> list[Span]:
    """The parts of starts–ends that no span of `kept` covers, in order."""
    gaps, reached = [], starts
    for begins, finishes in sorted(kept):
        if begins > reached and reached < ends:
            gaps.append((reached, min(begins, ends)))
        reached = max(reached, finishes)
    if reached < ends:
        gaps.append((reached, ends))
    return gaps


def duration_words(count: int) -> str:
    """« 3 h », « 45 min », « 1 h 30 », from minutes."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")
