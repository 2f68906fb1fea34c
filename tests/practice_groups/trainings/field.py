"""A training that these tests talk about. Everybody is invented."""

from datetime import UTC, date, datetime, time, timedelta

from centre.context import acting_as, acting_as_system
from networks.models import Contact
from practice_groups import actions as registrations
from practice_groups.attendance import actions as attendance
from practice_groups.models import Cycle, Meeting
from practice_groups.trainings import actions

NOW = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
DAY = date(2026, 10, 12)


def make_training(by, *, days=((DAY, time(9), time(12)),), at=NOW, **typed) -> Cycle:
    typed = {
        "group": None,
        "title": "Travailler avec un interprète",
        "place": "Nîmes",
        "seats": 10,
        "fee": 0,
        "departement": "30",
        "language": "fr",
        "audience": "tous",
        "prerequisites": "",
        "programme": "",
        "facilitators": [],
        "trainers": "",
        "objectives": "",
        "hours": None,
        "invites_contacts": True,
    } | typed
    with acting_as(by):
        return actions.create_training(days=list(days), by=by, at=at, **typed)


def register(cycle, user, *, joins: bool, at=NOW, structure=""):
    with acting_as(user):
        cycle.refresh_from_db()
        return registrations.register(
            cycle,
            version=cycle.version,
            profession="Éducatrice",
            sector="social",
            structure=structure,
            charter=True,
            joins_contacts=joins,
            by=user,
            at=at,
        )


def hold(meeting: Meeting, by, presences: dict, *, days_after=0) -> Meeting:
    """Say who came, the day itself."""
    with acting_as(by):
        meeting.refresh_from_db()
        return attendance.note_attendance(
            meeting,
            version=meeting.version,
            presences={registration.pk: state for registration, state in presences.items()},
            unnamed_heads=None,
            starts=time(9),
            ends=time(12),
            by=by,
            at=meeting.ends_at + timedelta(days=days_after),
        )


def file() -> dict[str, tuple]:
    """The contact file: address → (agreed on, refused on)."""
    with acting_as_system():
        return {one.email: (one.agreed_on, one.refused_on) for one in Contact.objects.all()}
