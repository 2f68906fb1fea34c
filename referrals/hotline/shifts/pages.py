"""The week of the planning, with the hours nobody keeps."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from referrals.hotline import access
from referrals.hotline.access import Desk
from referrals.hotline.hours import days_between, duration_words, is_holiday, length, opens_on, uncovered
from referrals.hotline.models import hours_words
from referrals.models import Hotline, Shift

YEARS = range(2000, 2101)


@dataclass
class Day:
    day: date
    shifts: list[Shift]
    gaps: list[str]
    alone: str
    is_holiday: bool
    is_open: bool
    is_past: bool


def monday_of(query, today: date, line: Hotline) -> date:
    """The Monday of the week asked for; else of the next day on which the line opens: on a Saturday, next week's."""
    try:
        asked = date.fromisoformat(query.get("semaine", ""))
    except ValueError:
        asked = None
    if asked is None or asked.year not in YEARS:
        week = days_between(today, today + timedelta(days=6), days=line.days, on_holidays=line.holidays)
        asked = next(week, today)
    return asked - timedelta(days=asked.weekday())


def for_week(desk: Desk, user, query, *, at: datetime) -> dict:
    """Context of `shifts.html`."""
    today = timezone.localdate(at)
    first = monday_of(query, today, desk.line)
    last = first + timedelta(days=6)
    found: dict[date, list[Shift]] = {}
    for shift in access.shifts(desk.line).filter(day__range=(first, last)).order_by("day", "starts", "pk"):
        shift.is_mine = shift.user_id == user.pk
        shift.is_over = shift.day < today
        found.setdefault(shift.day, []).append(shift)
    days = [_day(desk, first + timedelta(days=n), found, today) for n in range(7)]
    return {
        "desk": desk,
        "days": [day for day in days if day.is_open or day.shifts],
        "first": first,
        "last": last,
        "previous": first - timedelta(days=7),
        "following": first + timedelta(days=7),
        "gaps": [day for day in days if day.alone and not day.is_past],
    }


def _day(desk: Desk, day: date, found: dict, today: date) -> Day:
    line, opening, shifts = desk.line, desk.opening, found.get(day, [])
    covered = opening and opening.opened_on <= day and (opening.until is None or day <= opening.until)
    is_open = bool(covered) and opens_on(day, days=line.days, on_holidays=line.holidays)
    kept = [(shift.starts, shift.ends) for shift in shifts if shift.keeper]
    gaps = uncovered(line.starts, line.ends, kept) if is_open else []
    return Day(
        day=day,
        shifts=shifts,
        gaps=[hours_words(*gap) for gap in gaps],
        alone=duration_words(length(gaps)) if gaps else "",
        is_holiday=is_holiday(day),
        is_open=is_open,
        is_past=day < today,
    )


def calendar_of(user, *, at: datetime) -> bytes:
    """Her shifts to come, for the calendar of her telephone: hours, and nothing that says of what."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portail//Planning//FR")
    calendar.add("version", "2.0")
    zone = timezone.get_default_timezone()
    for shift in (
        access.shifts_of(user).filter(day__gte=timezone.localdate(at)).order_by("day", "starts")[:200]
    ):
        event = Event()
        event.add("uid", f"{shift.idempotency_key}@portail")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", datetime.combine(shift.day, shift.starts, tzinfo=zone).astimezone(UTC))
        event.add("dtend", datetime.combine(shift.day, shift.ends, tzinfo=zone).astimezone(UTC))
        event.add("summary", "Permanence")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return calendar.to_ical()
