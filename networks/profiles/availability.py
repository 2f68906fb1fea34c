"""Is somebody free from one instant to another, by her usual week and her absences: a condition in SQL.

Hours are those of the wall clock, Europe/Paris, on the day itself: 9 h is 9 h in summer and in winter. Her slots must
cover the whole period; two slots that touch count as one. Somebody without any slot is free at any hour. No slot goes
past midnight, so somebody who has slots is never free across it. On the night the clocks go back, a period that ends
no later than it starts on the wall is outside every slot.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum, TimeField, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """A half-open period as the wall clock tells it; `first` and `last` are the days it touches."""

    first: date
    last: date
    starts: time
    ends: time

    @property
    def length(self) -> timedelta | None:
        """Time on the wall clock; None for a period that no slot can cover."""
        if self.first != self.last or self.ends <= self.starts:
            return None
        return _since_midnight(self.ends) - _since_midnight(self.starts)


def period(starts_at: datetime, ends_at: datetime) -> Period:
    """`starts_at` before `ends_at`, both aware."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = timezone.localtime(ends_at - timedelta(microseconds=1))
    return Period(starts.date(), last.date(), starts.time(), ends.time())


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second, microseconds=hour.microsecond)


def is_free(model, starts_at: datetime, ends_at: datetime) -> Q:
    """The condition that a row of `model` (Therapist, Interpreter) is free during the whole period."""
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
        """Those who are free during the whole period."""
        return self.filter(is_free(self.model, starts_at, ends_at))
