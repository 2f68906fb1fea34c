"""iCalendar of somebody's groups: when and where. A meeting moved or put off keeps its uid, so that agendas follow."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from centre.models import User
from practice_groups.cycles import access
from practice_groups.models import Meeting
from practice_groups.states import MeetingState

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 500


def feed(user: User, *, at: datetime) -> bytes:
    """Read in `user`'s own name."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portail//Groupes//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Groupes du portail")
    for meeting in events(user, at=at):
        calendar.add_component(event(meeting, at=at))
    return calendar.to_ical()


def events(user: User, *, at: datetime):
    """A postponed meeting is the one that replaces it; without a new date, it is struck."""
    found = access.attended_by(user).filter(starts_at__range=(at - BACK, at + AHEAD))
    return found.exclude(postponed_to__isnull=False).order_by("starts_at", "pk")[:MOST]


def event(meeting: Meeting, *, at: datetime) -> Event:
    off = meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED)
    one = Event()
    one.add("uid", f"{meeting.uid}@portail")
    one.add("sequence", meeting.sequence)
    one.add("dtstamp", at.astimezone(UTC))
    one.add("dtstart", meeting.starts_at.astimezone(UTC))
    one.add("dtend", meeting.ends_at.astimezone(UTC))
    one.add("summary", "Rencontre de groupe")
    one.add("url", settings.ORIGIN + reverse("practice_groups:cycle", args=[meeting.cycle_id]))
    one.add("status", "CANCELLED" if off else "CONFIRMED")
    one.add("transp", "TRANSPARENT" if off else "OPAQUE")
    one.add("class", "PRIVATE")
    return one
