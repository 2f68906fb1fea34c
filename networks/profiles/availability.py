"""Is somebody free from one instant to another: her usual week and her absences, said in Python and in SQL.

Hours are those of the wall clock, Europe/Paris, of the day itself: 9 h is 9 h in summer and in winter. Her hours must
hold the whole period; two slots that touch count as one. Nobody who declares no slot is thought to be away. No slot
goes past midnight, so somebody who declares some is not free across it. The night the clocks go back, a period that
ends no later than it starts on the wall is thought to be outside every slot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum, TimeField, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

AWAY, ELSEWHERE = "absence", "hours"


@dataclass(frozen=True)
class Period:
    """A half-open period as the wall clock tells it; `first` and `last` are the days it touches."""

    first: date
    last: date
    starts: time
    ends: time

    @property
    def length(self) -> timedelta | None:
        """Within one day, on the wall; None for what no slot can hold."""
        if self.first != self.last or self.ends <= self.starts:
            return None
        return _since_midnight(self.ends) - _since_midnight(self.starts)


def period(starts_at: datetime, ends_at: datetime) -> Period:
    """`starts_at` before `ends_at`, both aware."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = timezone.localtime(ends_at - timedelta(microseconds=1))
    return Period(starts.date(), last.date(), starts.time(), ends.time())


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


# ── The same in SQL ─────────────────────────────────────────────────────────────────────────────


def is_free(model, starts_at: datetime, ends_at: datetime) -> Q:
    """A condition on `model` (Therapist, Interpreter): to filter with, or to annotate."""
    from networks.models import Absence, WeeklySlot

    asked, owner = period(starts_at, ends_at), model._meta.model_name
    away = Absence.objects.filter(
        starts_on__lte=asked.last, ends_on__gte=asked.first, **{owner: OuterRef("pk")}
    )
    slots = WeeklySlot.objects.filter(**{owner: OuterRef("pk")})
    in_hours = ~Exists(slots)
    if asked.length is not None:
        in_hours |= Exists(_holding(slots, asked, owner))
    return ~Exists(away) & in_hours


def _holding(slots, asked: Period, owner: str):
    starts, ends = (Value(hour, output_field=TimeField()) for hour in (asked.starts, asked.ends))
    shared = ExpressionWrapper(
        Least(F("ends"), ends) - Greatest(F("starts"), starts), output_field=DurationField()
    )
    touching = slots.filter(weekday=asked.first.isoweekday(), starts__lt=asked.ends, ends__gt=asked.starts)
    return touching.order_by().values(owner).annotate(shared=Sum(shared)).filter(shared__gte=asked.length)


class AvailableQuerySet:
    """For the querysets of therapists and interpreters."""

    def available_for(self, starts_at: datetime, ends_at: datetime):
        """Those who are free during all of it: one statement."""
        return self.filter(is_free(self.model, starts_at, ends_at))

    def with_availability(self, starts_at: datetime, ends_at: datetime):
        """Each with `free`: whether she is free during all of it."""
        return self.annotate(free=is_free(self.model, starts_at, ends_at))
