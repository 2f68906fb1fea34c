"""iCalendar of somebody's missions: hours, language, modality. No name, no place, no first name nor code."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from icalendar import Calendar, Event

from centre.models import User
from networks.choices import MissionState
from networks.missions import access
from networks.models import Mission

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
RECENTLY = timedelta(days=30)  # how long a cancelled one is still told, so that calendars strike it
CANCELLED = [MissionState.CANCELLED, MissionState.LATE_CANCELLED]
MOST = 500

# What the floors above add to it: `source(user, at=…)` gives events, and the ids of the missions that they tell.
SOURCES: list[Callable[..., tuple[list[Event], set]]] = []


def feed(user: User, *, at: datetime) -> bytes:
    """Read in `user`'s own name: row-level security chooses the rows."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portail//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Agenda du portail")
    hers = user.may("missions")
    offered = {offer.mission_id for offer in access.offers_to(user, at=at)} if hers else set()
    told: set = set()
    for source in SOURCES:
        events, missions = source(user, at=at)
        told |= missions
        for event in events:
            calendar.add_component(event)
    for mission in _missions(user, offered, hers=hers, but=told, at=at):
        calendar.add_component(_event(mission, user, offered, at=at))
    return calendar.to_ical()


def _missions(user: User, offered: set, *, hers: bool, but: set, at: datetime):
    mine = Q(requested_by=user)
    if hers:
        mine |= Q(interpreter__user=user) | Q(pk__in=offered)
    told = ~Q(state__in=[*CANCELLED, MissionState.DECLINED]) | Q(
        state__in=CANCELLED, cancelled_at__gte=at - RECENTLY
    )
    window = Q(starts_at__range=(at - BACK, at + AHEAD))
    return (
        access.live()
        .filter(mine, told, window)
        .exclude(pk__in=but)
        .select_related("interpreter")
        .order_by("starts_at", "pk")[:MOST]
    )


def _event(mission: Mission, user: User, offered: set, *, at: datetime) -> Event:
    asked = mission.requested_by_id == user.pk
    event = Event()
    event.add("uid", f"{mission.pk}@portail")
    event.add("sequence", mission.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", mission.starts_at.astimezone(UTC))
    event.add("dtend", mission.ends_at.astimezone(UTC))
    event.add("summary", "Séance avec interprète" if asked else "Mission")
    event.add("description", f"{mission.language_name}, {mission.get_modality_display().lower()}")
    event.add("url", settings.ORIGIN + reverse("networks:requests" if asked else "networks:missions"))
    event.add("status", _status(mission, offered))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if mission.state in CANCELLED else "OPAQUE")
    return event


def _status(mission: Mission, offered: set) -> str:
    if mission.state in CANCELLED:
        return "CANCELLED"
    unsure = mission.pk in offered or mission.state in (MissionState.REQUESTED, MissionState.OFFERED)
    return "TENTATIVE" if unsure else "CONFIRMED"
