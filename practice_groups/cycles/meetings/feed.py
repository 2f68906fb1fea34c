"""iCalendar of groups: when, and where for who may know. A meeting moved or put off keeps its uid, so agendas follow.

`events` is what the agenda of the portal (`networks.missions.calendars`) adds for who takes part in groups.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from centre.models import User
from networks.missions.calendars.feed import AHEAD, BACK, MOST
from practice_groups.cycles import access
from practice_groups.models import Cycle, Meeting
from practice_groups.states import MeetingState

OFF = (MeetingState.CANCELLED, MeetingState.POSTPONED)


def events(user: User, *, at: datetime) -> tuple[list[Event], set]:
    """The meetings of her groups, read in her own name; they tell no mission."""
    if not user.may("register"):
        return [], set()
    near = access.attended_by(user).filter(starts_at__range=(at - BACK, at + AHEAD))
    return [event(one, at=at, place=True) for one in real(near)[:MOST]], set()


def file_of(meetings: Iterable[Meeting], *, at: datetime, place: bool) -> bytes:
    """A calendar of these meetings. `place`: whether the reader may know where (confirmed, or leading)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portail//Groupes//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for meeting in meetings:
        calendar.add_component(event(meeting, at=at, place=place))
    return calendar.to_ical()


def file_of_cycle(cycle: Cycle, *, at: datetime, place: bool) -> bytes:
    """Every real meeting of a cycle. For somebody without an account: who calls has checked the token."""
    return file_of(real(cycle.meetings.select_related("cycle__group")), at=at, place=place)


def real(meetings):
    """Each real meeting once: a postponed one is that which replaces it; without a new date, it is struck."""
    return meetings.filter(postponed_to=None).order_by("starts_at", "pk")


def latest(meeting: Meeting) -> Meeting:
    """The end of its chain of postponements."""
    while meeting.postponed_to_id:
        meeting = Meeting.objects.select_related("cycle__group").get(pk=meeting.postponed_to_id)
    return meeting


def event(meeting: Meeting, *, at: datetime, place: bool) -> Event:
    off = meeting.state in OFF
    one = Event()
    one.add("uid", f"{meeting.uid}@portail")
    one.add("sequence", meeting.sequence)
    one.add("dtstamp", at.astimezone(UTC))
    one.add("dtstart", meeting.starts_at.astimezone(UTC))
    one.add("dtend", meeting.ends_at.astimezone(UTC))
    one.add("summary", _("Rencontre de groupe"))
    if place and (where := where_of(meeting)):
        one.add("location", where)
    if place and meeting.visit_from:
        one.add("description", visit_of(meeting))
    one.add("url", settings.ORIGIN + reverse("practice_groups:cycle", args=[meeting.cycle_id]))
    one.add("status", "CANCELLED" if off else "CONFIRMED")
    one.add("transp", "TRANSPARENT" if off else "OPAQUE")
    one.add("class", "PRIVATE")
    return one


def visit_of(meeting: Meeting) -> str:
    """« Visite de la structure : 09:00 – 10:00 »."""
    ends = (timezone.localtime(one).time() for one in (meeting.visit_from, meeting.visit_until))
    hours = " – ".join(time_format(one, "TIME_FORMAT") for one in ends)
    return _("Visite de la structure : %(hours)s") % {"hours": hours}


def where_of(meeting: Meeting) -> str:
    """Where it is, for an agenda kept elsewhere; nothing when participants receive each other."""
    return "" if meeting.cycle.hosted else meeting.place or meeting.cycle.group.place
