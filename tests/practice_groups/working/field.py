"""A working group that these tests talk about. Everybody is invented."""

from datetime import UTC, date, datetime, time, timedelta

from centre.context import acting_as, acting_as_system
from practice_groups.cycles.meetings import actions as calendar
from practice_groups.models import Group, GroupMember, Meeting, Minutes
from practice_groups.working import actions
from practice_groups.working.agenda import actions as agenda

NOW = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)


def make_group(by, *, title="Exil, santé et soins", facilitators=(), at=NOW, **facts) -> Group:
    facts = {"title": title, "description": "", "departement": "34", "place": "Montpellier"} | facts
    with acting_as(by):
        return actions.create_working_group(facilitators=facilitators, by=by, at=at, **facts)


def join(group, by, name, *, email="", function="", structure=None, at=NOW) -> GroupMember:
    with acting_as(by):
        group.refresh_from_db()
        return actions.add_member(
            group,
            version=group.version,
            name=name,
            email=email,
            function=function,
            structure=structure,
            since=at.date(),
            by=by,
            at=at,
        )


def plan(group, by, *, in_days=30, hour=14, at=NOW) -> Meeting:
    """A meeting of two hours, so many days after `at` (before it when negative: written as it was then)."""
    day = at.date() + timedelta(days=in_days)
    then = min(at, datetime(day.year, day.month, day.day, 5, tzinfo=UTC))
    with acting_as(by):
        return actions.plan_meeting(
            group,
            day=day,
            starts=time(hour),
            ends=time(hour + 2),
            place="",
            confirm_holiday=True,
            by=by,
            at=then,
        )


def fresh(record):
    """As the portal reads it now."""
    with acting_as_system():
        return type(record).objects.get(pk=record.pk)


def add_point(meeting, by, title="Le calendrier", *, member=None, at=NOW):
    with acting_as(by):
        return agenda.add_point(
            meeting, version=fresh(meeting).version, title=title, brought_by=member, by=by, at=at
        )


def add_situation(meeting, by, member, *, theme="trauma", at=NOW):
    with acting_as(by):
        return agenda.add_situation(
            meeting, version=fresh(meeting).version, theme=theme, brought_by=member, by=by, at=at
        )


def settle(point, by, state, decision="", *, at=NOW):
    point = fresh(point)
    with acting_as(by):
        return agenda.settle_point(
            point, version=point.meeting.version, state=state, decision=decision, by=by, at=at
        )


def cancel(meeting, by, *, at=NOW):
    with acting_as(by):
        return calendar.cancel_meeting(meeting, version=fresh(meeting).version, reason="Grève", by=by, at=at)


def postpone(meeting, by, day: date | None, *, at=NOW) -> Meeting:
    with acting_as(by):
        return calendar.postpone_meeting(
            meeting,
            version=fresh(meeting).version,
            reason="Trop de monde absent",
            day=day,
            starts=time(14) if day else None,
            ends=time(16) if day else None,
            confirm_holiday=True,
            by=by,
            at=at,
        )


def write_minutes(meeting, by, text="Le groupe a décidé de se revoir.", *, at=NOW) -> Minutes:
    from practice_groups.attendance.minutes.actions import write_minutes as write

    with acting_as(by):
        return write(meeting, version=0, text=text, send=True, by=by, at=at)


def titles(meeting) -> list[str]:
    """The agenda in order, as the portal reads it."""
    with acting_as_system():
        return [point.title or point.theme for point in meeting.points.order_by("position")]
