"""The calendar's part of the demo: two facilitators an intervision, a meeting put off, another called off."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.models import RoleGrant, User
from networks.choices import Sector
from practice_groups.choices import Kind
from practice_groups.models import Cycle, Facilitation, Meeting
from practice_groups.states import MeetingState

SECOND = ("animation2@demo.example", "Tanguy Roquelaure")


def seed(*, at: datetime) -> None:
    """Call inside `acting_as_system()`, after the cycles."""
    second = _second(at)
    for cycle in Cycle.objects.filter(group__kind=Kind.INTERVISION):
        first = cycle.facilitations.filter(sector="").first()
        if first:
            Facilitation.objects.create(cycle=cycle, user=second, sector=Sector.MENTAL_HEALTH)
            first.sector = Sector.SOCIAL
            first.save()
    _put_off(Kind.PRACTICE_ANALYSIS, at)
    _call_off(Kind.SUPERVISION, at)


def _second(at: datetime) -> User:
    email, name = SECOND
    user = User.objects.create(email=email, display_name=name, password="!")
    RoleGrant.objects.create(user=user, role="animation", since=timezone.localdate(at))
    return user


def _coming(kind: str, at: datetime):
    return Meeting.objects.filter(cycle__group__kind=kind, state=MeetingState.PLANNED, starts_at__gt=at)


def _put_off(kind: str, at: datetime) -> None:
    meeting = _coming(kind, at).last()
    if meeting is None:
        return
    week = timedelta(weeks=1)
    meeting.state, meeting.reason, meeting.sequence = MeetingState.POSTPONED, "Grève des transports", 1
    meeting.save()
    meeting.postponed_to = Meeting.objects.create(
        cycle=meeting.cycle,
        starts_at=meeting.starts_at + week,
        ends_at=meeting.ends_at + week,
        uid=meeting.uid,
        sequence=2,
        number=meeting.number,
    )
    meeting.save(update_fields=["postponed_to"])


def _call_off(kind: str, at: datetime) -> None:
    meeting = _coming(kind, at).last()
    if meeting:
        meeting.state, meeting.reason, meeting.sequence = MeetingState.CANCELLED, "Salle indisponible", 1
        meeting.save()
