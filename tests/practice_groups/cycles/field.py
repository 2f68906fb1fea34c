"""Seasons that these tests talk about: three Mondays from 9 to 12, two facilitators. Everybody is invented."""

from datetime import date, time, timedelta

from icalendar import Calendar

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail, User
from networks.missions.calendars.feed import feed
from practice_groups.cycles import actions
from practice_groups.cycles.meetings import actions as meetings
from practice_groups.models import Cycle, Group, Meeting
from tests.people import make_user
from tests.practice_groups.field import NOW

MONDAYS = [date(2026, 10, 5), date(2026, 11, 2), date(2026, 12, 7)]


def group(**facts) -> Group:
    typed = {"kind": "analyse_pratiques", "title": "Groupe du lundi", "place": "Nîmes"} | facts
    with acting_as_system():
        return Group.objects.create(**typed)


def pair() -> dict[User, str]:
    """Two facilitators of an intervision: one from the social sector, one from mental health."""
    return {make_user("Basile", "animation"): "social", make_user("Mireille", "animation"): "sante_mentale"}


def season(by, of=None, *, days=MONDAYS, hours=(9, 12), **facts) -> Cycle:
    """Three Mondays, ten seats, open to registration."""
    typed = {
        "season": "2026-2027",
        "seats": 10,
        "opens_at": NOW - timedelta(days=3),
        "closes_at": NOW + timedelta(days=30),
        "place": "",
        "starts": time(hours[0]),
        "ends": time(hours[1]),
    } | facts
    with acting_as(by):
        return actions.create_cycle(of or group(), days=days, by=by, at=NOW, **typed)


def first_of(cycle) -> Meeting:
    return cycle.meetings.first()


def told() -> list[str]:
    """Addresses written to about a date, in alphabetical order."""
    with acting_as_system():
        changed = OutgoingMail.objects.filter(subject="Une date a changé")
        return sorted(changed.values_list("to", flat=True))


def move(meeting, by, *, day=date(2026, 10, 6), version=None, **facts):
    typed = {"starts": time(9), "ends": time(12), "place": "", "confirm_holiday": False} | facts
    version = meeting.version if version is None else version
    with acting_as(by):
        return meetings.move_meeting(meeting, version=version, day=day, by=by, at=NOW, **typed)


def postpone(meeting, by, *, day=None, reason="Grève", **facts):
    typed = {"starts": time(9) if day else None, "ends": time(12) if day else None} | facts
    with acting_as(by):
        return meetings.postpone_meeting(
            meeting, version=meeting.version, reason=reason, day=day, by=by, at=NOW, **typed
        )


def cancel(meeting, by, *, reason="Neige"):
    with acting_as(by):
        return meetings.cancel_meeting(meeting, version=meeting.version, reason=reason, by=by, at=NOW)


def give_date(meeting, by, *, day):
    with acting_as(by):
        return meetings.date_postponed(
            meeting, day=day, starts=time(9), ends=time(12), confirm_holiday=False, by=by, at=NOW
        )


def lines(body: bytes) -> dict[str, dict]:
    """The events of a calendar file by uid; each uid once."""
    found = Calendar.from_ical(body).walk("VEVENT")
    assert len({str(one["uid"]) for one in found}) == len(found)
    return {str(one["uid"]): one for one in found}


def agenda_of(user, *, at=NOW) -> dict[str, dict]:
    """What her one private address gives."""
    with acting_as(user):
        return lines(feed(user, at=at))
