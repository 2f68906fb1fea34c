"""Nobody is in two places: what else a visitor has at that hour. The database refuses the same (migration 0028)."""

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals.choices import ShiftState
from referrals.models import Shift, TherapySession, Visit
from referrals.outreach.states import IN_PLACE
from referrals.states import SessionState

Span = tuple[datetime, datetime]


def refuse_elsewhere(visitors: dict[str, User | None], span: Span, *, but: Visit | None = None) -> None:
    """Refuse, on the field of whoever is taken, an hour at which she is elsewhere. `visitors`: field → who goes."""
    for field, user in visitors.items():
        taken = user and _elsewhere(user, span, but)
        if taken:
            raise Refused(
                f"Le {_day(span[0])}, {user} {taken}\u00a0: choisissez une autre heure.", field=field
            )


def _elsewhere(user: User, span: Span, but: Visit | None) -> str:
    starts_at, ends_at = span
    meets = {"starts_at__lt": ends_at, "ends_at__gt": starts_at}
    visits = Visit.objects.filter(Q(keeper=user) | Q(second=user), state__in=IN_PLACE, **meets)
    other = visits.exclude(pk=but.pk if but else None).select_related("structure").first()
    if other:
        return f"tient déjà une permanence ({other.structure}, {_hours(other.starts_at, other.ends_at)})"
    seance = TherapySession.objects.filter(
        therapist__user=user,
        imported=False,
        state__in=[SessionState.PLANNED, SessionState.HELD],
        **meets,
    ).first()
    if seance:
        return f"a une séance ({_hours(seance.starts_at, seance.ends_at)})"
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    shift = (
        Shift.objects.filter(user=user, day=first.date(), starts__lt=last.time(), ends__gt=first.time())
        .exclude(state=ShiftState.CANCELLED)
        .first()
    )
    return f"tient la ligne d’écoute ({shift.starts:%H:%M}–{shift.ends:%H:%M})" if shift else ""


_CLASHES = {
    "visitor_in_one_place": ("keeper", "tient déjà une permanence à cette heure"),
    "second_in_one_place": ("second", "tient déjà une permanence à cette heure"),
    "visit_meets_visit": ("keeper", "tient déjà une permanence à cette heure"),
    "visit_meets_session": ("keeper", "a une séance à cette heure"),
    "visit_meets_shift": ("keeper", "tient la ligne d’écoute à cette heure"),
}


def clash(error: IntegrityError, span: Span) -> Exception:
    """The refusal of what the database found taken meanwhile; any other error as it is."""
    for name, (field, said) in _CLASHES.items():
        if name in str(error):
            who = "L’une des deux personnes" if name.startswith("visit_meets") else "Cette personne"
            return Refused(
                f"Le {_day(span[0])}\u00a0: {who.lower()} {said}. Choisissez une autre heure.", field=field
            )
    return error


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}"


def _hours(starts_at: datetime, ends_at: datetime) -> str:
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{first:%H:%M}–{last:%H:%M}"
