"""A therapist's sessions in her private calendar: an hour, « Séance », a code. No name, no place."""

from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from icalendar import Event

from centre.models import User
from networks.missions.calendars.feed import AHEAD, BACK, MOST, RECENTLY
from networks.models import Mission
from referrals.models import TherapySession
from referrals.sessions import access
from referrals.sessions.interpreters import MOVED
from referrals.states import SessionState


def events(user: User, *, at: datetime) -> tuple[list[Event], set]:
    """Her sessions, read in her own name, and the missions they tell: one event an hour, never two."""
    if not user.may("care"):
        return [], set()
    told = ~Q(state=SessionState.CANCELLED) | Q(logged_at__gte=at - RECENTLY)
    found = access.sessions_of(user).filter(told, imported=False, starts_at__range=(at - BACK, at + AHEAD))
    sessions = list(found.order_by("starts_at", "pk")[:MOST])
    moved = Mission.objects.filter(requested_by=user, cancel_reason=MOVED, starts_at__gte=at - BACK)
    missions = {session.mission_id for session in sessions} - {None}
    return [_event(session, at=at) for session in sessions], missions | set(
        moved.values_list("pk", flat=True)
    )


def _event(session: TherapySession, *, at: datetime) -> Event:
    cancelled = session.state == SessionState.CANCELLED
    event = Event()
    event.add("uid", f"{session.pk}@portail")
    event.add("sequence", session.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", "Séance")
    event.add("description", ", ".join(_words(session)))
    event.add("url", settings.ORIGIN + reverse("referrals:session", args=[session.pk]))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return event


def _words(session: TherapySession) -> list[str]:
    words = [session.get_modality_display().lower()]
    if session.mission is not None:
        words.append(f"interprète : {session.mission.get_state_display().lower()}")
    return [word for word in words if word]
