"""« Le premier lundi, de 9 h à 12 h, d’octobre à juin » : the days of a cycle, holidays stepped over. No database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

WEEK = timedelta(weeks=1)
MOST = 60  # meetings of one cycle


@dataclass(frozen=True)
class Rule:
    """`weekday`: 0 is Monday. `which`: 1 to 4, or -1 for the last of the month; 0 is every `every` weeks."""

    weekday: int
    which: int
    first: date
    last: date
    every: int = 1
    country: str = "FR"


@dataclass(frozen=True)
class Day:
    """A day of the cycle; `instead_of` and `holiday` say which holiday it steps over."""

    day: date
    instead_of: date | None = None
    holiday: str = ""


def days(rule: Rule) -> list[Day]:
    """In order, each once. One that falls on a holiday is a week later, if that is free and before the end."""
    found: dict[date, Day] = {}
    wanted = list(_wanted(rule))
    for day in wanted:
        name, moved = holiday(day, rule.country), day
        while holiday(moved, rule.country) or (moved != day and moved in wanted):
            moved += WEEK
        if moved <= rule.last and moved not in found:
            found[moved] = Day(moved) if moved == day else Day(moved, instead_of=day, holiday=name)
    return sorted(found.values(), key=lambda one: one.day)[:MOST]


def _wanted(rule: Rule) -> Iterator[date]:
    span = {"dtstart": rule.first, "until": rule.last}
    if rule.which:
        found = rrule(MONTHLY, byweekday=weekday(rule.weekday, rule.which), **span)
    else:
        found = rrule(WEEKLY, interval=rule.every, byweekday=weekday(rule.weekday), **span)
    return (moment.date() for moment in found)


def holiday(day: date, country: str = "FR") -> str:
    """The name of the public holiday that `day` is, or nothing."""
    return holidays.country_holidays(country, years=day.year, language="fr").get(day, "")
