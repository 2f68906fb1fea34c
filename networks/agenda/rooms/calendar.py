"""What period of a room's agenda a page shows: a week or a month, read off the address."""

from dataclasses import dataclass
from datetime import date, timedelta

from networks.agenda.words import NBSP, day


def next_working_day(today: date) -> date:
    """`today`, or the Monday after a week-end: nobody looks for last week's bookings."""
    return today if today.weekday() < 5 else today + timedelta(days=7 - today.weekday())


@dataclass(frozen=True)
class Period:
    view: str  # "semaine" or "mois"
    first: date
    last: date

    @classmethod
    def read(cls, query: dict, today: date) -> "Period":
        """From `vue` and `jour` (AAAA-MM-JJ); anything else is this week."""
        try:
            around = date.fromisoformat(query.get("jour", ""))
        except ValueError:
            around = next_working_day(today)
        if not date(2000, 1, 3) <= around <= date(2100, 1, 1):
            around = today
        if query.get("vue") == "mois":
            first = around.replace(day=1)
            return cls("mois", first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        first = around - timedelta(days=around.weekday())
        return cls("semaine", first, first + timedelta(days=6))

    @property
    def title(self) -> str:
        if self.view == "mois":
            return f"{day(self.first).split(NBSP, 1)[1]}".capitalize()
        return f"Semaine du {day(self.first)}"

    @property
    def before(self) -> str:
        return self._link(self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        return self._link(self.last + timedelta(days=1))

    @property
    def other(self) -> str:
        return f"?vue={'semaine' if self.view == 'mois' else 'mois'}&jour={self.first.isoformat()}"

    def _link(self, around: date) -> str:
        return f"?vue={self.view}&jour={around.isoformat()}"
