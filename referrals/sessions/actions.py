"""Sessions that took place, or did not: noted, corrected. Each verb locks the care, the session, then the mission."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.missions.states import HELD_BY
from networks.models import Interpreter, Mission
from referrals.choices import SENT_ALREADY
from referrals.models import Care, TherapySession
from referrals.sessions import checks, interpreters
from referrals.sessions.moves import hold, locked, place_at, planned_of, refuse_unless_planned, save
from referrals.sessions.planned.actions import cancel_following
from referrals.states import NOTED, SessionState

__all__ = ["cancel_following", "correct_session", "log_session", "note_planned"]


@transaction.atomic
def note_planned(
    session: TherapySession, *, state: str, version: int | None = None, by: User, at: datetime
) -> TherapySession:
    """Note a planned session in one tap: held as planned, or the person did not come. Twice is once."""
    session = locked(session)
    if session.state == state and state in NOTED:
        return session
    if version is not None and session.version != version:
        raise checks.told(session)
    refuse_unless_planned(session)
    if state not in (SessionState.HELD, SessionState.EXCUSED, SessionState.ABSENT):
        raise Refused("Une séance se note une fois passée.", field="state")
    checks.refuse_to_come(session.starts_at, at=at)
    checks.refuse_closed(session.day)
    session.state, session.logged_by, session.logged_at = state, by, at
    if state == SessionState.HELD:
        expected = session.mission and session.mission.interpreter
        session.mission = interpreters.present(session, expected, by=by, at=at)
    session.version += 1
    return save(session, at=at)


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
    """Note a session, after the fact. `duration` in minutes. The same form sent twice is one session.

    One that was planned at that time, for this care, becomes the session noted.
    """
    care = hold(care)
    _check_day_to_note(care, day, at=at)
    facts = {"state": state, "modality": modality, "cancelled_by": cancelled_by}
    wanted = TherapySession(care=care, person=care.person, therapist=care.therapist, language=care.language)
    place_at(wanted, day, hour, duration)
    timed = {name: getattr(wanted, name) for name in ("care", "starts_at", "duration")}
    already = _noted_before(idempotency_key, facts | timed | {"logged_by": by}, interpreter)
    if already is not None:
        return already
    checks.refuse_unless_noted(state, cancelled_by)
    checks.refuse_to_come(wanted.starts_at, at=at)
    checks.refuse_long(duration, confirm_long)
    checks.refuse_closed(day)
    session = _planned_at(care, wanted) or wanted
    if session is wanted:
        checks.refuse_unless_followed(care)
    else:
        _refuse_a_late_mission(session, state)
        place_at(session, day, hour, duration)
        session.version += 1
    for name, value in facts.items():
        setattr(session, name, value)
    session.remark, session.logged_by, session.logged_at = remark, by, at
    session.idempotency_key = idempotency_key
    if state == SessionState.HELD:
        session.mission = interpreters.present(session, interpreter, by=by, at=at)
    elif state == SessionState.CANCELLED:
        interpreters.cancel(session, reason=interpreters.CANCELLED, due=False, by=by, at=at)
    return save(session, at=at)


def _check_day_to_note(care: Care, day: date, *, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise Refused(checks.TO_COME, field="day")
    checks.refuse_day(care, day)


def _planned_at(care: Care, wanted: TherapySession) -> TherapySession | None:
    """What was planned for this care at these hours."""
    met = planned_of(care).filter(starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at).first()
    if met is not None:
        met.care = care
    return met


def _refuse_a_late_mission(session: TherapySession, state: str) -> None:
    """Cancelling leaves the interpreter's mission due: that is read and confirmed on a page of its own."""
    if state == SessionState.CANCELLED and session.mission and session.mission.state in HELD_BY:
        raise Refused(
            f"{session.mission.interpreter} était attendu à cette séance : annulez-la depuis sa page, qui dit ce qui "
            "reste dû.",
            field="state",
        )


def _noted_before(key: UUID, facts: dict, interpreter: Interpreter | None) -> TherapySession | None:
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


@transaction.atomic
def correct_session(
    session: TherapySession,
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
    reason: str,
    version: int | None = None,
    by: User,
    at: datetime,
) -> TherapySession:
    """Correct what was noted, with a reason; the history keeps what it was. Not once the year's bilan is published."""
    session = locked(session, version=version)
    if session.state not in NOTED:
        raise Refused("Cette séance n’est pas encore notée : notez-la, ou déplacez-la.")
    checks.refuse_closed(session.day, day)
    checks.refuse_day(session.care, day)
    checks.refuse_unless_noted(state, cancelled_by)
    checks.refuse_long(duration, confirm_long)
    corrected = TherapySession()
    place_at(corrected, day, hour, duration)
    stays_cancelled = (
        state == session.state == SessionState.CANCELLED and corrected.starts_at == session.starts_at
    )
    if not stays_cancelled:
        checks.refuse_to_come(corrected.starts_at, at=at)
    held = state == SessionState.HELD
    interpreters.refuse_contradiction(
        session,
        held=held,
        interpreter=interpreter,
        starts_at=corrected.starts_at,
        ends_at=corrected.ends_at,
        modality=modality,
    )
    place_at(session, day, hour, duration)
    was_held = session.state == SessionState.HELD
    session.state, session.modality, session.cancelled_by = state, modality, cancelled_by
    session.remark, session.correction = remark, reason
    session.corrected_by, session.corrected_at = by, at
    if held:
        # A session cannot be noted before it was held: corrected to another hour, it is noted now.
        session.logged_at = max(session.logged_at, session.starts_at)
        session.mission = interpreters.present(session, interpreter, by=by, at=at)
    elif was_held:
        session.mission = _not_held_after_all(session.mission, by=by, at=at)
    session.version += 1
    return save(session, at=at)


def _not_held_after_all(mission: Mission | None, *, by: User, at: datetime) -> Mission | None:
    """The mission of a session that was not held: what was noted by hand is taken back, what was booked stays."""
    if mission is None:
        return None
    interpreters.take_back(mission, by=by, at=at)
    return mission
