"""Who sees which session. Row-level security says the same in the database."""

from datetime import date, datetime

from django.db.models import Q

from centre.models import User
from networks.models import Interpreter
from referrals.models import Care, Person, TherapySession
from referrals.states import SessionState


def _whole():
    return TherapySession.objects.select_related(
        "person", "therapist", "care", "mission__interpreter", "logged_by", "corrected_by"
    )


def sessions_of(user):
    """A therapist's own."""
    return _whole().filter(therapist__user=user)


def readable_by(user):
    """Her own; any for the coordination."""
    return _whole() if user.may("triage") else sessions_of(user)


def to_note(user, *, at: datetime):
    """Planned, past, and not noted yet: the oldest first."""
    return sessions_of(user).filter(state=SessionState.PLANNED, starts_at__lte=at).order_by("starts_at")


def due_of(care: Care, *, at: datetime) -> TherapySession | None:
    """The last session planned for this care whose hour has come, and that is not noted yet."""
    planned = _whole().filter(care=care, state=SessionState.PLANNED, starts_at__lte=at)
    return planned.order_by("-starts_at").first()


def between(user, first: date, last: date):
    return sessions_of(user).filter(day__range=(first, last)).order_by("day", "starts_at", "pk")


def following(session: TherapySession):
    """The sessions of its series planned after it."""
    if session.series is None:
        return TherapySession.objects.none()
    return TherapySession.objects.filter(
        series=session.series,
        care=session.care_id,
        state=SessionState.PLANNED,
        starts_at__gt=session.starts_at,
    )


def interpreters_for(person: Person, known: list[int]):
    """Who may have interpreted for this person: her languages, where she is or at a distance; and those `known`."""
    open_account = Q(user=None) | Q(user__in=User.objects.holding("interprete"))
    within_reach = Q(remote=True) | Q(departements__contains=[person.departement])
    fitting = Interpreter.objects.active().speaking(person.languages).filter(open_account, within_reach)
    return Interpreter.objects.filter(Q(pk__in=fitting.values("pk")) | Q(pk__in=known)).order_by(
        "display_name", "pk"
    )
