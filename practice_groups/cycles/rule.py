"""The days of a cycle from a rule (« le premier lundi, d’octobre à juin »), and the days skipped. No database."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import holidays
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

WEEK = timedelta(weeks=1)
MOST = 60  # meetings of one cycle
MONTHLY_RANKS = (1, 2, 3, 4, -1)
PAUSE = "semaine sans rencontre"


@dataclass(frozen=True)
class Rule:
    """`weekday`: 0 is Monday. `which`: 1 to 4, or -1 for the last of the month; 0 is every `every` weeks.

    `pauses`: first and last days of the weeks when nobody meets.
    """

    weekday: int
    which: int
    first: date
    last: date
    every: int = 1
    country: str = "FR"
    pauses: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Day:
    """A day of the rule. `kept` is when the group meets: that day, another week, or never (None).

    `reason` says why it is not that day.
    """

    wanted: date
    kept: date | None
    reason: str = ""


def days(rule: Rule) -> list[Day]:
    """The days of the rule, in order, with what becomes of each; at most `MOST`.

    Once a month: a day off moves to the next week, if that is free and before the end. Every n weeks: it is skipped.
    """
    wanted = list(_wanted(rule))[:MOST]
    taken = set(wanted)
    found = []
    for day in wanted:
        reason, kept = off(day, rule), day
        while rule.which and kept <= rule.last and (off(kept, rule) or (kept != day and kept in taken)):
            kept += WEEK
        given = None if kept > rule.last or off(kept, rule) else kept
        taken |= {given} - {None}
        found.append(Day(day, given, reason))
    return found


def kept_days(rule: Rule) -> list[date]:
    return sorted(one.kept for one in days(rule) if one.kept)


def off(day: date, rule: Rule) -> str:
    """Why nobody meets on `day`, or ""."""
    paused = any(first <= day <= last for first, last in rule.pauses)
    return holiday(day, rule.country) or (PAUSE if paused else "")


def _wanted(rule: Rule) -> Iterator[date]:
    span = {"dtstart": rule.first, "until": rule.last}
    if rule.which:
        found = rrule(MONTHLY, byweekday=weekday(rule.weekday, rule.which), **span)
    else:
        found = rrule(WEEKLY, interval=rule.every, byweekday=weekday(rule.weekday), **span)
    return (moment.date() for moment in found)


def holiday(day: date, country: str = "FR") -> str:
    """The name of the public holiday on `day`, or ""."""
    return _holidays(country, day.year).get(day, "")


@cache
def _holidays(country: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country, years=year, language="fr"))


def guessed(met: Iterable[date], country: str = "FR") -> Rule | None:
    """The rule that best fits the days when a group met, from the first month to the last; None without days."""
    met = sorted(met)
    if not met:
        return None
    usual = Counter(day.weekday() for day in met).most_common(1)[0][0]
    gaps = Counter((after - before).days // 7 for before, after in pairwise(met))
    every = min(12, max(1, gaps.most_common(1)[0][0])) if gaps else 1
    months = {"first": met[0].replace(day=1), "last": _end_of_month(met[-1])}
    rules = [Rule(usual, which, country=country, **months) for which in MONTHLY_RANKS]
    rules.append(Rule(usual, 0, next(day for day in met if day.weekday() == usual), met[-1], every, country))
    return max(rules, key=lambda rule: -len(set(kept_days(rule)) ^ set(met)))


def a_year_later(rule: Rule) -> Rule:
    """The same rule for the next season, without its pauses."""
    if rule.which:
        last = _end_of_month(rule.last.replace(year=rule.last.year + 1, day=1))
        return replace(rule, first=rule.first.replace(year=rule.first.year + 1, day=1), last=last, pauses=())
    return replace(rule, first=rule.first + 52 * WEEK, last=rule.last + 52 * WEEK, pauses=())


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
