"""Is somebody free, in plain Python: what the database's condition is compared with."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from networks.profiles.availability import Period, period

AWAY, ELSEWHERE = "absence", "hours"


def why_not(slots: Iterable, absences: Iterable, starts_at: datetime, ends_at: datetime) -> str:
    """`AWAY`, `ELSEWHERE` (outside her declared hours), or "" for somebody who is free."""
    asked = period(starts_at, ends_at)
    if any(one.starts_on <= asked.last and one.ends_on >= asked.first for one in absences):
        return AWAY
    slots = list(slots)
    if slots and not _hold(slots, asked):
        return ELSEWHERE
    return ""


def is_available(slots: Iterable, absences: Iterable, starts_at: datetime, ends_at: datetime) -> bool:
    return not why_not(slots, absences, starts_at, ends_at)


def _hold(slots: list, asked: Period) -> bool:
    """Slots of one person never overlap (the database holds it): what they share with the period adds up to it."""
    if asked.length is None:
        return False
    shared = (
        _since_midnight(min(slot.ends, asked.ends)) - _since_midnight(max(slot.starts, asked.starts))
        for slot in slots
        if slot.weekday == asked.first.isoweekday()
    )
    return sum((part for part in shared if part > timedelta()), timedelta()) >= asked.length


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second, microseconds=hour.microsecond)
