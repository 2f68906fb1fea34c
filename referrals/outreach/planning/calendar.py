"""A month of visits, week by week."""

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from centre.months import MONTHS
from referrals.models import Visit


@dataclass(frozen=True)
class Month:
    """A month read off the address (`mois=2026-11`); anything else is the present one."""

    first: date
    query: dict

    @classmethod
    def read(cls, query: dict, today: date) -> "Month":
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", query.get("mois", ""))
        first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
        return cls(first, {name: value for name, value in query.items() if name != "mois"})

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def value(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        return f"{MONTHS[self.first.month - 1]} {self.first.year}".capitalize()

    @property
    def before(self) -> str:
        return self._link(self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        return self._link(self.last + timedelta(days=1))

    def _link(self, day: date) -> str:
        return "?" + urlencode({**self.query, "mois": f"{day:%Y-%m}"})

    def weeks(self, visits: list[Visit], today: date) -> list[list[dict]]:
        """Weeks of seven days: day, in_month, is_today, visits."""
        by_day: dict[date, list[Visit]] = {}
        for visit in visits:
            by_day.setdefault(timezone.localdate(visit.starts_at), []).append(visit)
        return [
            [
                {
                    "day": day,
                    "in_month": day.month == self.first.month,
                    "is_today": day == today,
                    "visits": by_day.get(day, []) if day.month == self.first.month else [],
                }
                for day in week
            ]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]
