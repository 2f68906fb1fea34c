"""Every write about a care and its sessions, one verb each."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.missions import actions as missions
from networks.models import Interpreter, Therapist
from referrals import mails, pairing
from referrals.care.models import FIRST_DAY
from referrals.choices import SENT_ALREADY
from referrals.models import Care, Person, Referral, ReferralStep, TherapySession
from referrals.states import CARE_MOVES, NOTED, CareState, SessionState, State

_TO_COME = "Cette séance est à venir : notez-la une fois passée, ou corrigez la date."
LONG = 240  # minutes: beyond, the session is confirmed


def _common_language(speaker, languages: list[str]) -> str:
    return next((language for language in languages if language in speaker.languages), "")


@transaction.atomic
def propose(
    referral: Referral, *, therapist: Therapist, interpreter: Interpreter | None, by: User, at: datetime
) -> Care:
    """Propose the situation to a therapist, with an interpreter where they share no language."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("person").get(pk=referral.pk)
    if referral.state != State.ACCEPTED:
        raise Refused("Une orientation se propose à un thérapeute une fois acceptée.")
    _check_therapist(therapist, referral.person)
    language = _language_of(therapist, interpreter, referral.person)
    try:
        with transaction.atomic():
            care = Care.objects.create(
                person=referral.person,
                referral=referral,
                therapist=therapist,
                interpreter=interpreter,
                language=language,
                proposed_at=at,
                proposed_by=by,
            )
    except IntegrityError as error:
        raise Refused("Cette situation est déjà proposée ou suivie : rechargez la page.") from error
    mails.proposed(care)
    return care


def _check_therapist(therapist: Therapist, person: Person) -> None:
    if not therapist.active or therapist.free_places == 0:
        raise Refused("Ce thérapeute n’a plus de place : choisissez-en un autre.", field="therapist")
    if not pairing.therapists(person).filter(pk=therapist.pk).exists():
        if not pairing.may_answer(therapist, "therapeute"):
            raise Refused(
                "Ce thérapeute n’a plus accès au portail : choisissez-en un autre.", field="therapist"
            )
        raise Refused("Ce thérapeute ne reçoit pas dans ce département.", field="therapist")


def _language_of(therapist: Therapist, interpreter: Interpreter | None, person: Person) -> str:
    """The language of the work: the therapist's own where she shares one, else the interpreter's."""
    shared = _common_language(therapist, person.languages)
    if interpreter is not None:
        interpreted = _interpreted_language(interpreter, person)
        return shared or interpreted
    if not shared:
        raise Refused(
            "Ce thérapeute ne parle pas la langue de la personne : choisissez un interprète.",
            field="interpreter",
        )
    return shared


def _interpreted_language(interpreter: Interpreter, person: Person) -> str:
    """The language of the work with this interpreter, or the reason why it cannot be."""
    language = _common_language(interpreter, person.languages)
    if not language:
        raise Refused("Cet interprète ne parle pas la langue de la personne.", field="interpreter")
    if not interpreter.active or not pairing.may_answer(interpreter, "interprete"):
        raise Refused(
            "Cet interprète n’a plus accès au portail : choisissez-en un autre.", field="interpreter"
        )
    missions.refuse_unless_within_reach(interpreter, person.departement)
    return language


def _move(care: Care, to: CareState, *, at: datetime, version: int | None = None, **facts) -> Care:
    current = (
        Care.objects.select_for_update(of=("self",)).select_related("therapist", "referral").get(pk=care.pk)
    )
    if (version is not None and current.version != version) or to not in CARE_MOVES[current.state]:
        raise Refused(
            f"Cette situation est maintenant « {current.get_state_display()} » : rechargez la page avant d’agir."
        )
    current.state = to
    current.version += 1
    for name, value in facts.items():
        setattr(current, name, value)
    current.save()
    return current


@transaction.atomic
def accept(care: Care, *, by: User, at: datetime) -> Care:
    """The therapist accepts; the database refuses one more than her capacity."""
    _refuse_unless_accepted(care)
    if not care.therapist.active:
        raise Refused(
            f"Votre situation dans le réseau est « {care.therapist.get_standing_display().lower()} » : "
            "aucun nouveau suivi ne commence. Appelez la coordination si c’est une erreur."
        )
    try:
        with transaction.atomic():
            care = _move(care, CareState.ACTIVE, at=at, answered_at=at)
    except IntegrityError as error:
        if "capacity_is_kept" not in str(error):
            raise
        raise Refused(
            "Vous suivez déjà autant de personnes que vous avez de places. "
            "Terminez un suivi ou demandez à la coordination d’ouvrir une place."
        ) from error
    ReferralStep.objects.create(
        referral=care.referral,
        state=State.ACCEPTED,
        at=at,
        by=by,
        note="Un thérapeute a accepté de recevoir la personne.",
    )
    mails.answered(care)
    return care


def _refuse_unless_accepted(care: Care) -> None:
    """Lock the orientation before its care, as whoever moves it does. A therapist may not change it, hence not
    lock it: the portal does."""
    with acting_as_system():
        referral = Referral.objects.select_for_update(of=("self",)).get(pk=care.referral_id)
    if referral.state != State.ACCEPTED:
        raise Refused("Cette orientation n’est plus acceptée : rechargez la page, la proposition est close.")


@transaction.atomic
def decline(care: Care, *, reason: str, by: User, at: datetime) -> Care:
    """The therapist declines, with a reason that the coordination reads."""
    care = _move(care, CareState.DECLINED, at=at, answered_at=at, decline_reason=reason)
    mails.answered(care)
    return care


@transaction.atomic
def end(care: Care, *, version: int | None = None, by: User, at: datetime) -> Care:
    """The care is over: a place is free, and the identity closes."""
    return _move(care, CareState.ENDED, at=at, version=version, ended_on=timezone.localdate(at))


_WHY_CLOSED = {
    State.WITHDRAWN: "Orientation retirée.",
    State.REDIRECTED: "Orientation réorientée.",
    State.CLOSED: "Orientation close.",
}


def close_with(referral: Referral, *, at: datetime) -> None:
    """The locked `referral` is no longer accepted: its living care ends, or its proposal is closed.

    Whoever withdraws an orientation neither sees nor changes its care: the portal does, and the journal says so.
    """
    with acting_as_system():
        living = Care.objects.filter(referral=referral).exclude(
            state__in=[CareState.ENDED, CareState.DECLINED]
        )
        for care in living.select_related("therapist__user"):
            if care.state == CareState.PROPOSED:
                reason = _WHY_CLOSED[referral.state]
                _move(care, CareState.DECLINED, at=at, answered_at=at, decline_reason=reason)
            else:
                _move(care, CareState.ENDED, at=at, ended_on=timezone.localdate(at))
            mails.closed(care)


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
            language=_common_language(interpreter, care.person.languages),
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
