"""A therapist's month, day by day, and as a sheet."""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from centre.spreadsheet import sheet
from referrals.models import TherapySession
from referrals.sessions import access
from referrals.states import SessionState

COLUMNS = (
    "Date",
    "Heure",
    "Durée (min)",
    "Personne",
    "Statut",
    "Annulée par",
    "Modalité",
    "Langue",
    "Interprète",
)


@dataclass
class Day:
    date: date
    sessions: list[TherapySession] = field(default_factory=list)


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def days_of(month: date, sessions) -> list[Day]:
    """Every day of the month with its sessions."""
    days = [Day(month + timedelta(days=number)) for number in range(last_of(month).day)]
    for session in sessions:
        days[session.day.day - 1].sessions.append(session)
    return days


def totals(sessions) -> dict:
    """How many sessions of each kind, and `minutes` of those held."""
    count = Counter(one.state for one in sessions)
    return {
        "held": count[SessionState.HELD],
        "absent": count[SessionState.ABSENT] + count[SessionState.EXCUSED],
        "cancelled": count[SessionState.CANCELLED],
        "planned": count[SessionState.PLANNED],
        "minutes": sum(one.duration or 0 for one in sessions if one.state == SessionState.HELD),
    }


def export(user, month: date) -> bytes:
    """Her month as CSV. Codes, never a name."""
    return sheet(COLUMNS, (_row(one) for one in access.between(user, month, last_of(month))))


def _row(one: TherapySession) -> tuple:
    return (
        f"{one.day:%d/%m/%Y}",
        f"{timezone.localtime(one.starts_at):%H:%M}" if one.starts_at else "",
        str(one.duration or ""),
        one.person.code,
        one.get_state_display(),
        one.get_cancelled_by_display(),
        one.get_modality_display(),
        one.language,
        one.mission.interpreter.code if one.mission and one.mission.interpreter else "",
    )
