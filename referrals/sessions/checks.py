"""Why a session may not be, and what is said of it. Nothing is written here."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection
from django.db.models import Q
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import ClosedYear
from centre.refusals import Refused
from networks.missions.hours import free_starts
from referrals.choices import SENT_ALREADY
from referrals.models import Care, TherapySession, Visit
from referrals.outreach.states import IN_PLACE
from referrals.sessions.models import FIRST_DAY
from referrals.states import NOTED, CareState, SessionState

TO_COME = "Cette séance est à venir : notez-la une fois passée, ou corrigez la date."
LONG = 240  # minutes: beyond, a session is confirmed
AHEAD = timedelta(days=366)
IN_A_PLACE = [SessionState.PLANNED, SessionState.HELD]
_THERAPIST, _PERSON = 0x73656163, 0x70657273  # the advisory locks of sessions


def one_at_a_time(care: Care) -> None:
    """Sessions of one therapist, then of one person, queue up: two that meet are told by the constraint, never by
    a deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s), pg_advisory_xact_lock(%s, hashtext(%s))",
            [_THERAPIST, care.therapist_id, _PERSON, str(care.person_id)],
        )


# ── What the database found taken ───────────────────────────────────────────────────────────────

_CLASHES = {  # the first that is named is said: the names of the walls before those of the constraints
    "session_meets_visit": ("Vous avez déjà une permanence à cette heure : vérifiez l’heure.", "hour"),
    "therapist_in_one_place": ("Vous avez déjà une séance à cette heure : vérifiez l’heure.", "hour"),
    "person_in_one_place": ("La personne a déjà une séance à cette heure : vérifiez l’heure.", "hour"),
    "therapysession_mission_id": (
        "Cette mission est déjà notée avec une autre séance : vérifiez l’heure.",
        "interpreter",
    ),
    "idempotency_key": (SENT_ALREADY, None),  # another's, that row security hides
}


def clash(error: IntegrityError, session: TherapySession, *, at: datetime) -> Exception:
    """The refusal of what the database found taken; any other error as it is."""
    if "the bilan of its year is published" in str(error):
        return closed(session.day.year)
    found = (pair for name, pair in _CLASHES.items() if name in str(error))
    said, field = next(found, ("", None))
    if not said:
        return error
    if "in_one_place" not in str(error) or session.starts_at <= at:
        return Refused(said, field=field)
    when = timezone.localtime(session.starts_at)
    free = " ; ".join(f"{timezone.localtime(one):%d/%m à %H h %M}" for one in next_free(session, at=at))
    free = f" Libre ensuite : {free}." if free else ""
    return Refused(f"{when:%d/%m} : {said[0].lower()}{said[1:]}{free}", field=field)


def next_free(session: TherapySession, *, at: datetime) -> list[datetime]:
    """The next three starts at which neither the therapist nor the person is taken.

    The portal looks: a therapist does not see the person's sessions with somebody else, only hours come out. A visit
    of the therapist is not free either.
    """
    after = max(at, session.starts_at)
    with acting_as_system():
        taken = TherapySession.objects.filter(
            Q(therapist=session.therapist_id) | Q(person=session.person_id),
            state__in=IN_A_PLACE,
            imported=False,
            ends_at__gt=after,
            starts_at__lt=after + timedelta(days=15),
        ).exclude(pk=session.pk)
        visitor = [session.therapist.user_id]  # a list: nobody's visits when there is no account
        visits = Visit.objects.filter(
            Q(keeper__in=visitor) | Q(second__in=visitor),
            state__in=IN_PLACE,
            ends_at__gt=after,
            starts_at__lt=after + timedelta(days=15),
        )
        busy = [*taken.values_list("starts_at", "ends_at"), *visits.values_list("starts_at", "ends_at")]
    length = session.ends_at - session.starts_at
    return free_starts(busy, after=after, length=length, travel=timedelta())


# ── What may be planned, noted, corrected ───────────────────────────────────────────────────────


def closed(year: int) -> Refused:
    return Refused(f"Le bilan {year} est publié : cette séance ne change plus.")


def refuse_closed(*days: date) -> None:
    """A year whose bilan is published changes no more; the database says the same."""
    year = ClosedYear.objects.filter(year__in={day.year for day in days}).order_by("year").first()
    if year is not None:
        raise closed(year.year)


def refuse_long(duration: int, confirm_long: bool) -> None:
    if duration > LONG and not confirm_long:
        raise Refused("Séance de plus de 4 h : confirmez.", field="confirm_long")


def refuse_day(care: Care, day: date) -> None:
    """A session's day lies between the proposal of the care and its end."""
    if day < FIRST_DAY:
        raise Refused("Vérifiez l’année de la séance.", field="day")
    begun = timezone.localdate(care.proposed_at)
    if day < begun:
        raise Refused(f"Cette situation a été proposée le {begun:%d/%m/%Y} : vérifiez la date.", field="day")
    if care.ended_on and day > care.ended_on:
        raise Refused(
            f"Ce suivi est terminé depuis le {care.ended_on:%d/%m/%Y} : vérifiez la date.", field="day"
        )


def refuse_to_come(starts_at: datetime, *, at: datetime) -> None:
    if starts_at > at:
        raise Refused(TO_COME, field="day")


def refuse_past(starts_at: datetime, *, at: datetime) -> None:
    if starts_at <= at:
        raise Refused(
            "Cette heure est déjà passée : une séance passée se note, elle ne se planifie plus.", field="day"
        )
    if starts_at > at + AHEAD:
        raise Refused("Vérifiez l’année : une séance se planifie au plus un an à l’avance.", field="day")


def refuse_unless_noted(state: str, cancelled_by: str) -> None:
    if state not in NOTED:
        raise Refused("Une séance se note une fois passée.", field="state")
    if state == SessionState.CANCELLED and not cancelled_by:
        raise Refused("Dites qui a annulé.", field="cancelled_by")
    if state != SessionState.CANCELLED and cancelled_by:
        raise Refused("« Annulée par » ne se remplit que pour une séance annulée.", field="cancelled_by")


def refuse_unless_followed(care: Care) -> None:
    if care.state not in (CareState.ACTIVE, CareState.SUSPENDED):
        raise Refused("On note une séance pour une prise en charge acceptée et non terminée.")


def refuse_unless_active(care: Care) -> None:
    if care.state == CareState.SUSPENDED:
        raise Refused("Ce suivi est suspendu : reprenez-le avant de planifier une séance.")
    if care.state != CareState.ACTIVE:
        raise Refused("On planifie une séance pour un suivi en cours.")


def told(session: TherapySession) -> Refused:
    """The refusal when somebody else acted first: who, and when."""
    who, when = session.corrected_by or session.logged_by, session.corrected_at or session.logged_at
    when = timezone.localtime(when)
    return Refused(
        f"Cette séance a changé entre-temps : elle est maintenant « {session.get_state_display()} », d’après {who} "
        f"le {when:%d/%m} à {when:%H} h {when:%M}. Vos saisies sont conservées : comparez avant d’enregistrer."
    )
