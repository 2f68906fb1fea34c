"""A cycle that has met, and people who were there. Everybody is invented."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from centre.context import acting_as, acting_as_system
from practice_groups.attendance import actions
from practice_groups.models import Attendance, Cycle, Meeting, Registration
from practice_groups.states import MeetingState
from tests.practice_groups.field import join, make_cycle

PARIS = ZoneInfo("Europe/Paris")
AT = timezone.now()  # pages read the clock: the stories below are told from today
TODAY = timezone.localdate(AT)
BEGUN = AT - timedelta(days=120)


def season(*participants, facilitators=(), title="Intervision du lundi", seats=12, **facts) -> Cycle:
    """A cycle begun four months ago, with these people in it."""
    cycle = make_cycle(seats, facilitators=facilitators, title=title, at=BEGUN, **facts)
    for user in participants:
        join(cycle, user, at=BEGUN)
    return cycle


def meeting(cycle, *, days=-30, hours=3.0, state=MeetingState.PLANNED, begins=9) -> Meeting:
    """A meeting of that morning, so many days from today."""
    start = datetime.combine(TODAY + timedelta(days=days), time(begins), PARIS)
    with acting_as_system():
        return Meeting.objects.create(
            cycle=cycle, starts_at=start, ends_at=start + timedelta(hours=hours), state=state
        )


def held(cycle, *, present=(), excused=(), absent=(), **facts) -> Meeting:
    """A meeting held, with what its sheet says."""
    made = meeting(cycle, state=MeetingState.HELD, **facts)
    with acting_as_system():
        for state, users in (("present", present), ("excuse", excused), ("absent", absent)):
            for user in users:
                Attendance.objects.create(meeting=made, registration=seat(cycle, user), state=state)
    return made


def seat(cycle, user) -> Registration:
    with acting_as_system():
        return Registration.objects.select_related("user").get(cycle=cycle, user=user)


def fresh(record):
    """The row as it is now, as the portal sees it."""
    with acting_as_system():
        return type(record).objects.get(pk=record.pk)


def note(meeting, by, presences, *, version=None, heads=None, starts=None, ends=None, at=AT) -> Meeting:
    """Note a sheet in somebody's own name; `presences`: user → state."""
    now = fresh(meeting)
    clock = [timezone.localtime(moment).time() for moment in (now.starts_at, now.ends_at)]
    with acting_as_system():
        pks = {seat(now.cycle, user).pk: state for user, state in presences.items()}
    with acting_as(by):
        return actions.note_attendance(
            meeting,
            version=now.version if version is None else version,
            presences=pks,
            unnamed_heads=heads,
            starts=starts or clock[0],
            ends=ends or clock[1],
            by=by,
            at=at,
        )


def sheet_of(meeting) -> dict[str, str]:
    """What the database says of a meeting: name → presence."""
    with acting_as_system():
        noted = Attendance.objects.filter(meeting=meeting)
        return dict(noted.values_list("registration__user__display_name", "state"))
