"""Hours that these tests talk about. Everybody is invented."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from centre.context import acting_as, acting_as_system
from networks.models import Interpreter, Therapist
from practice_groups.models import Attendance, Cycle, Group, LoggedHours, Meeting, Registration
from practice_groups.states import MeetingState
from practice_groups.supervision import access, actions
from practice_groups.supervision.seasons import Season

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
TODAY = date(2027, 3, 10)
SEASON = Season(2026)


def therapist(user, **facts) -> Therapist:
    with acting_as_system():
        return Therapist.objects.create(
            code=f"T-{user.pk}", user=user, display_name=user.display_name, **facts
        )


def interpreter(user, **facts) -> Interpreter:
    with acting_as_system():
        return Interpreter.objects.create(
            code=f"I-{user.pk}", user=user, display_name=user.display_name, **facts
        )


def group(kind="supervision") -> Cycle:
    with acting_as_system():
        found = Group.objects.create(kind=kind, title=f"Groupe {kind} {uuid4().hex[:6]}")
        return Cycle.objects.create(
            group=found,
            season="2026-2027",
            starts_on=date(2025, 1, 1),
            ends_on=date(2028, 1, 1),
            seats=50,
            opens_at=datetime(2025, 1, 1, tzinfo=UTC),
            closes_at=datetime(2028, 1, 1, tzinfo=UTC),
            published=kind != "intervision",  # which would need its two facilitators
        )


def meeting(cycle, starts: datetime, minutes=120, state=MeetingState.HELD) -> Meeting:
    with acting_as_system():
        ends = starts + timedelta(minutes=minutes)
        return Meeting.objects.create(cycle=cycle, starts_at=starts, ends_at=ends, state=state)


def present(user, held: Meeting, state="present") -> None:
    with acting_as_system():
        seat = Registration.objects.filter(
            user=user, cycle=held.cycle
        ).first() or Registration.objects.create(
            cycle=held.cycle,
            user=user,
            profession="Psychologue",
            charter_accepted_at=held.cycle.opens_at,
            registered_at=held.cycle.opens_at,
            confirmed_at=held.cycle.opens_at,
            state="confirmee",
        )
        Attendance.objects.create(meeting=held, registration=seat, state=state)


def paris(day: date, hour=10, minute=0) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


def log(user, *, hours="1.5", day=TODAY, kind="supervision", by=None, at=NOW, **typed) -> LoggedHours:
    by = by or user
    typed = {"idempotency_key": uuid4()} | typed
    with acting_as(by):
        return actions.log_hours(user, kind=kind, day=day, hours=Decimal(hours), by=by, at=at, **typed)


def counted(user, season=SEASON, reader=None):
    with acting_as(reader) if reader else acting_as_system():
        return access.with_hours(access.members(), season).get(pk=user.pk)
