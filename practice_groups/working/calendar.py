"""What a change of the calendar does to a working group: its members are told, its agenda follows."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from icalendar import Event

from centre.models import User
from networks.missions.calendars.feed import AHEAD, BACK, MOST
from practice_groups.choices import Kind
from practice_groups.cycles.access import cycles_of
from practice_groups.cycles.meetings import feed
from practice_groups.models import Meeting
from practice_groups.working import access, mails
from practice_groups.working.agenda.carrying import carry_over, take_back


def follow(sender, *, meeting: Meeting, at: datetime, **_rest) -> None:
    if meeting.cycle.group.kind == Kind.WORKING_GROUP:
        carry_over(meeting.cycle, at=at)
        mails.changed(meeting)


def take_up_again(sender, *, meeting: Meeting, at: datetime, **_rest) -> None:
    if meeting.cycle.group.kind == Kind.WORKING_GROUP:
        take_back(meeting)


def events(user: User, *, at: datetime) -> tuple[list[Event], set]:
    """The dates of her working groups, for her own agenda; they tell no mission."""
    if not user.may("register"):
        return [], set()
    near = access.own_meetings(user).filter(starts_at__range=(at - BACK, at + AHEAD))
    near = feed.real(near.exclude(cycle__in=cycles_of(user).values("pk")))  # those are told already
    found = []
    for meeting in near[:MOST]:
        event = feed.event(meeting, at=at, place=True)
        event["url"] = settings.ORIGIN + reverse("practice_groups:my_working_meeting", args=[meeting.pk])
        found.append(event)
    return found, set()
