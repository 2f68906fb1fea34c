"""The visits that somebody keeps, in her private calendar: hours alone, neither place nor structure."""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from icalendar import Event

from centre.models import User
from networks.missions.calendars.feed import AHEAD, BACK, MOST
from referrals.models import Visit
from referrals.outreach import access
from referrals.outreach.states import IN_PLACE


def events(user: User, *, at: datetime) -> tuple[list[Event], set]:
    """Read in her own name; no mission is told by them: the coordination asks for the interpreter."""
    if not user.may("care"):
        return [], set()
    near = access.kept_by(user).filter(state__in=IN_PLACE, starts_at__range=(at - BACK, at + AHEAD))
    return [_event(visit, at=at) for visit in near.order_by("starts_at", "pk")[:MOST]], set()


def _event(visit: Visit, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{visit.pk}@portail")
    event.add("sequence", visit.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    event.add("dtend", visit.ends_at.astimezone(UTC))
    event.add("summary", "Permanence")
    event.add("url", settings.ORIGIN + reverse("referrals:my_visit", args=[visit.pk]))
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
