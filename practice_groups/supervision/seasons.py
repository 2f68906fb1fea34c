"""A season of the network: from 1 September to 31 August, by the calendar of Paris."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

FIRST_MONTH, REMINDED_FROM = 9, 2  # September; February


@dataclass(frozen=True, order=True)
class Season:
    year: int  # that of its September

    @classmethod
    def of(cls, day: date) -> "Season":
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def named(cls, text: str | None, today: date) -> "Season":
        """The season of « 2026 », this one when the text is none of the last ten."""
        now = cls.of(today)
        years = {str(year): year for year in range(now.year - 9, now.year + 1)}
        return cls(years.get(text, now.year))

    @property
    def first_day(self) -> date:
        return date(self.year, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1, FIRST_MONTH, 1) - timedelta(days=1)

    @property
    def begins(self) -> datetime:
        return _midnight(self.first_day)

    @property
    def ends(self) -> datetime:
        """The first instant of the next one."""
        return _midnight(date(self.year + 1, FIRST_MONTH, 1))

    def __str__(self):
        return f"{self.year}-{self.year + 1}"


def is_time_to_remind(day: date) -> bool:
    """From February to the end of August: half of the season has gone by."""
    return REMINDED_FROM <= day.month < FIRST_MONTH


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
