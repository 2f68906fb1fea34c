"""Every write about a session, one verb each."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.missions import actions as missions
from networks.models import Interpreter
from referrals.care.actions import common_language
from referrals.choices import SENT_ALREADY
from referrals.models import Care, TherapySession
from referrals.sessions.models import FIRST_DAY
from referrals.states import NOTED, CareState, SessionState

_TO_COME = "Cette séance est à venir : notez-la une fois passée, ou corrigez la date."
LONG = 240  # minutes: beyond, the session is confirmed


def instant(day: date, hour: time) -> datetime:
    """The Paris instant of a day and an hour; refuses the hour that the clock change skips."""
    zone = timezone.get_default_timezone()
    moment = datetime.combine(day, hour, tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).time() != hour:
        raise Refused("Cette heure n’existe pas ce jour-là (changement d’heure).", field="hour")
    return moment


@transaction.atomic
def log_session(
    care: Care,
    *,
    day: date,
    hour: time,
    duration: int,
    state: str,
    modality: str,
    cancelled_by: str,
    interpreter: Interpreter | None,
    remark: str,
    confirm_long: bool,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> TherapySession:
    """Note a session, after the fact. `duration` in minutes. The same form sent twice is one session."""
    care = Care.objects.select_for_update(of=("self",)).select_related("person", "therapist").get(pk=care.pk)
    _check_day(care, day, timezone.localdate(at))
    starts_at = instant(day, hour)
    facts = {
        "care": care,
        "starts_at": starts_at,
        "duration": duration,
        "state": state,
        "modality": modality,
        "cancelled_by": cancelled_by,
        "logged_by": by,
    }
    already = _sent_before(idempotency_key, facts, interpreter)
    if already is not None:
        return already
    _check_session(care, starts_at, duration, state, cancelled_by, confirm_long, at)
    mission = None
    if interpreter is not None and state == SessionState.HELD:
        mission = missions.record_held(
            interpreter,
            language=common_language(interpreter, care.person.languages),
            starts_at=starts_at,
            duration=duration,
            modality=modality,
            departement=care.person.departement,
            client_label=care.person.code,
            by=by,
        )
    try:
        with transaction.atomic():
            return TherapySession.objects.create(
                **facts,
                person=care.person,
                therapist=care.therapist,
                day=day,
                ends_at=starts_at + timedelta(minutes=duration),
                language=care.language,
                mission=mission,
                remark=remark,
                logged_at=at,
                idempotency_key=idempotency_key,
            )
    except IntegrityError as error:
        raise _clash(error) from error


def _sent_before(key: UUID, facts: dict, interpreter: Interpreter | None) -> TherapySession | None:
    """The session this very form made; a refusal if it made another, or somebody else's."""
    already = TherapySession.objects.filter(idempotency_key=key).select_related("mission").first()
    if already is None:
        return None
    same = all(getattr(already, name) == value for name, value in facts.items())
    if facts["state"] == SessionState.HELD:
        with_whom = already.mission and already.mission.interpreter_id
        same = same and with_whom == (interpreter and interpreter.pk)
    if not same:
        raise Refused(SENT_ALREADY)
    return already


_CLASHES = {
    "therapist_in_one_place": ("Vous avez déjà une séance à cette heure : vérifiez l’heure.", "hour"),
    "person_in_one_place": ("La personne a déjà une séance à cette heure : vérifiez l’heure.", "hour"),
    "therapysession_mission_id": (
        "Cette mission est déjà notée avec une autre séance : vérifiez l’heure.",
        "interpreter",
    ),
    "idempotency_key": (SENT_ALREADY, None),  # another's, that row security hides
}


def _clash(error: IntegrityError) -> Exception:
    """The refusal of what the database found taken; any other error as it is."""
    found = (said for name, said in _CLASHES.items() if name in str(error))
    reason, field = next(found, ("", None))
    return Refused(reason, field=field) if reason else error


def _check_day(care: Care, day: date, today: date) -> None:
    if day < FIRST_DAY:
        raise Refused("Vérifiez l’année de la séance.", field="day")
    if day > today:
        raise Refused(_TO_COME, field="day")
    begun = timezone.localdate(care.proposed_at)
    if day < begun:
        raise Refused(f"Cette situation a été proposée le {begun:%d/%m/%Y} : vérifiez la date.", field="day")


def _check_session(care, starts_at, duration, state, cancelled_by, confirm_long, at) -> None:
    if care.state not in (CareState.ACTIVE, CareState.SUSPENDED):
        raise Refused("On note une séance pour une prise en charge acceptée et non terminée.")
    if state not in NOTED:
        raise Refused("Une séance se note une fois passée.", field="state")
    if starts_at > at:
        raise Refused(_TO_COME, field="day")
    if state == SessionState.CANCELLED and not cancelled_by:
        raise Refused("Dites qui a annulé.", field="cancelled_by")
    if state != SessionState.CANCELLED and cancelled_by:
        raise Refused("« Annulée par » ne se remplit que pour une séance annulée.", field="cancelled_by")
    if duration > LONG and not confirm_long:
        raise Refused("Séance de plus de 4 h : confirmez.", field="confirm_long")
