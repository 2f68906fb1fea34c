"""Local days and hours of missions, as instants. Paris time on the wall, UTC in the database."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from centre.refusals import Refused

OFFICE = (time(8), time(19))  # where a free slot is looked for
STEP = timedelta(minutes=30)


def instant(day: date, hour: time, *, field: str = "hour") -> datetime:
    """The instant of a local day and hour; refuses an hour that the clock change skips. Twice told is the first."""
    zone = timezone.get_default_timezone()
    moment = datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).time() != hour:
        when = f" ({day:%d/%m/%Y})"
        raise Refused(f"Cette heure n’existe pas ce jour-là (changement d’heure){when}.", field=field)
    return moment


def days_of_series(first: date, *, every: int, times: int) -> list[date]:
    """`times` days, `every` days apart."""
    return [first + timedelta(days=every * number) for number in range(times)]


def free_starts(
    busy: list[tuple[datetime, datetime]],
    *,
    after: datetime,
    length: timedelta,
    travel: timedelta,
    count: int = 3,
    days: int = 14,
) -> list[datetime]:
    """The next starts at which `length`, with `travel` on both sides, meets no `busy` period: office hours, Monday
    to Friday. Fewer than `count` when `days` do not have as many."""
    found: list[datetime] = []
    for number in range(days):
        day = timezone.localdate(after) + timedelta(days=number)
        if day.weekday() > 4:
            continue
        start, closing = (instant(day, hour) for hour in OFFICE)
        while start + length <= closing and len(found) < count:
            free = all(end <= start - travel or start + length + travel <= begin for begin, end in busy)
            if start > after and free:
                found.append(start)
                start += max(length, STEP)
            else:
                start += STEP
    return found
