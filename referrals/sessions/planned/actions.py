"""Sessions to come: planned, moved, cancelled, and their interpreters with them."""

from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import transaction

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.missions.checks import refuse_series
from networks.missions.hours import days_of_series
from referrals.choices import SENT_ALREADY, CancelledBy
from referrals.models import Care, TherapySession
from referrals.sessions import checks, interpreters
from referrals.sessions.moves import hold, locked, place_at, planned_of, refuse_unless_planned, save
from referrals.states import SessionState


@transaction.atomic
def plan_session(
    care: Care,
    *,
    day: date,
    hour: time,
    duration: int,
    every: int,
    times: int,
    modality: str,
    place: str,
    helper: str,
    client_label: str,
    travel_minutes: int,
    confirm_long: bool,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> list[TherapySession]:
    """Plan a session, or `times` of them `every` days apart (0: once) at the same local hour: all or none.

    With a `helper`, an interpreter is asked for at the same hours. Idempotent.
    """
    care = hold(care)
    checks.refuse_unless_active(care)
    checks.refuse_long(duration, confirm_long)
    refuse_series(every=every, times=times)
    facts = {"modality": modality, "place": place, "logged_by": by, "logged_at": at}
    wanted = _wanted(care, days_of_series(day, every=every, times=times), key=idempotency_key, **facts)
    for session in wanted:
        place_at(session, session.day, hour, duration)
    already = _planned_before(wanted)
    if already:
        return already
    for session in wanted:
        checks.refuse_past(session.starts_at, at=at)
        checks.refuse_closed(session.day)
    if helper:
        asked = interpreters.ask(
            wanted,
            every=every,
            helper=helper,
            whom=interpreters.usual(care),
            client_label=client_label,
            travel_minutes=travel_minutes,
            confirm_long=confirm_long,
            key=idempotency_key,
            by=by,
            at=at,
        )
        for session, mission in zip(wanted, asked, strict=True):
            session.mission = mission
    return [save(session, at=at) for session in wanted]


def _wanted(care: Care, days: list[date], *, key: UUID, **facts) -> list[TherapySession]:
    """The sessions to plan on these days, without their hours; ids are derived from the form's key."""
    return [
        TherapySession(
            care=care,
            person=care.person,
            therapist=care.therapist,
            state=SessionState.PLANNED,
            language=care.language,
            day=day,
            series=uuid5(key, "series") if len(days) > 1 else None,
            idempotency_key=uuid5(key, str(number)),
            **facts,
        )
        for number, day in enumerate(days)
    ]


def _planned_before(wanted: list[TherapySession]) -> list[TherapySession]:
    """What this very form planned; a refusal if it planned something else."""
    keys = [session.idempotency_key for session in wanted]
    found = {one.idempotency_key: one for one in TherapySession.objects.filter(idempotency_key__in=keys)}
    if not found:
        return []
    same = len(found) == len(wanted) and all(
        getattr(found[one.idempotency_key], name) == getattr(one, name)
        for one in wanted
        for name in ("care_id", "starts_at", "ends_at", "modality", "place", "series")
    )
    if not same:
        raise Refused(SENT_ALREADY)
    return [found[key] for key in keys]


@transaction.atomic
def move_session(
    session: TherapySession,
    *,
    day: date,
    hour: time,
    duration: int,
    modality: str,
    place: str,
    helper: str,
    client_label: str,
    travel_minutes: int,
    confirm_long: bool,
    due: bool = False,
    version: int | None = None,
    by: User,
    at: datetime,
) -> TherapySession:
    """Change a planned session, and its interpreter with it.

    A mission keeps its hours: when they change, it is cancelled (late, it stays due: `due` says it was read) and
    another is asked for, first of whoever held it.
    """
    session = locked(session, version=version)
    refuse_unless_planned(session)
    checks.refuse_unless_active(session.care)
    checks.refuse_long(duration, confirm_long)
    before, wished = session.mission, interpreters.wish_of(session)
    checks.refuse_closed(session.day, day)
    place_at(session, day, hour, duration)
    session.modality, session.place = modality, place
    checks.refuse_past(session.starts_at, at=at)
    terms = {"travel_minutes": travel_minutes, "client_label": client_label}
    if helper != wished or (wished and interpreters.differs(session, **terms)):
        interpreters.cancel(session, reason=interpreters.MOVED, due=due, by=by, at=at)
        session.mission = None
        if helper:
            (session.mission,) = interpreters.ask(
                [session],
                every=0,
                helper=helper,
                whom=interpreters.usual(session.care, before),
                confirm_long=confirm_long,
                key=uuid5(session.pk, str(session.version)),
                by=by,
                at=at,
                **terms,
            )
    session.version += 1
    return save(session, at=at)


@transaction.atomic
def cancel_session(
    session: TherapySession,
    *,
    cancelled_by: str,
    following: bool = False,
    due: bool = False,
    version: int | None = None,
    by: User,
    at: datetime,
) -> list[TherapySession]:
    """Cancel a planned session, and those of its series that come `following` it, each with its mission.

    `due`: who cancels has read that the interpreter, warned too late, is paid all the same.
    """
    session = locked(session, version=version)
    refuse_unless_planned(session)
    if not cancelled_by:
        raise Refused("Dites qui a annulé.", field="cancelled_by")
    together = [session]
    if following and session.series:
        together += planned_of(session.care).filter(series=session.series, starts_at__gt=session.starts_at)
    return [_cancel(one, cancelled_by=cancelled_by, due=due, by=by, at=at) for one in together]


def _cancel(
    session: TherapySession, *, cancelled_by: str, due: bool, by: User, at: datetime
) -> TherapySession:
    checks.refuse_closed(session.day)
    interpreters.cancel(session, reason=interpreters.CANCELLED, due=due, by=by, at=at)
    session.state, session.cancelled_by = SessionState.CANCELLED, cancelled_by
    session.logged_by, session.logged_at = by, at
    session.version += 1
    return save(session, at=at)


@transaction.atomic
def cancel_following(care: Care, *, after: datetime, by: User, at: datetime) -> list[TherapySession]:
    """The care stops at `after`: what was planned later is cancelled by the centre, missions too, late ones due.

    The portal does it: whoever ends an orientation sees neither its sessions nor their interpreters.
    """
    with acting_as_system():
        care = hold(care)
        later = list(planned_of(care).filter(starts_at__gt=after))
        return [_cancel(one, cancelled_by=CancelledBy.CENTRE, due=True, by=by, at=at) for one in later]
