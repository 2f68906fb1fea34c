"""Hours of one person as her page shows them: presences and notes side by side, the latest first."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from centre.models import User
from practice_groups.choices import HoursKind
from practice_groups.models import LoggedHours
from practice_groups.supervision import access
from practice_groups.supervision.seasons import Season

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    day: date
    kind: str
    hours: Decimal
    what: str
    note: LoggedHours | None = None


def lines(user: User, season: Season) -> list[Line]:
    present = [
        Line(one.day, HoursKind(one.kind).label, one.hours.quantize(CENT), str(one.meeting.cycle.group))
        for one in access.attended_by(user, season)
    ]
    noted = [
        Line(one.day, one.get_kind_display(), one.hours, one.provider, one)
        for one in access.logged_by(user, season)
    ]
    return sorted(present + noted, key=lambda line: line.day, reverse=True)


def hours_of(user: User, season: Season, at: datetime) -> dict:
    """What both pages of one person's hours show."""
    counted = access.with_hours(User.objects.filter(pk=user.pk), season).get()
    now = Season.of(timezone.localdate(at))
    totals = [(kind.label, getattr(counted, kind.value)) for kind in HoursKind]
    return {
        "person": counted,
        "season": season,
        "totals": totals,
        "lines": lines(user, season),
        "earlier": Season(season.year - 1) if season.year > now.year - 9 else None,
        "later": Season(season.year + 1) if season < now else None,
    }
