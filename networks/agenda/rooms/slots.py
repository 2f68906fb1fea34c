"""Free time in a room: pure, over half-open slots."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from networks.agenda.words import moment

OPENS, CLOSES = time(8), time(20)
HORIZON = 28  # days looked through
STEP = timedelta(minutes=15)


@dataclass(frozen=True, order=True)
class Slot:
    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Slot") -> bool:
        """Whether two half-open slots overlap: 14–16 and 16–18 do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def weekly(on: date, starts: time, ends: time, weeks: int) -> list[Slot] | None:
    """The same local hours each week, whatever the clocks do; None if the clocks skip one of them."""
    days = [on + timedelta(weeks=number) for number in range(weeks)]
    found = [(moment(day, starts), moment(day, ends)) for day in days]
    if any(start is None or end is None for start, end in found):
        return None
    return [Slot(start, end) for start, end in found]


def next_free(wanted: Slot, taken: Iterable[Slot], *, count: int = 3) -> list[Slot]:
    """The first `count` slots as long as `wanted`, from its start on, that meet no `taken` one.

    Within the centre's hours, which stretch to what was asked for.
    """
    length = wanted.ends_at - wanted.starts_at
    first, last = timezone.localtime(wanted.starts_at), timezone.localtime(wanted.ends_at)
    opens = min(OPENS, first.time())
    closes = max(CLOSES, last.time()) if first.date() == last.date() else time.max
    taken = sorted(taken)
    free: list[Slot] = []
    for number in range(HORIZON):
        day = first.date() + timedelta(days=number)
        start, closing = moment(day, opens), moment(day, closes)
        if start is None or closing is None:
            continue
        start = max(start, wanted.starts_at)
        while start + length <= closing and len(free) < count:
            slot = Slot(start, start + length)
            clash = next((other for other in taken if other.meets(slot)), None)
            if clash is None:
                free.append(slot)
                start = slot.ends_at
            else:
                start = _rounded(clash.ends_at)
    return free


def _rounded(at: datetime) -> datetime:
    """The next quarter of an hour, or `at` itself if it is one."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + STEP
