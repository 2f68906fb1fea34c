"""Locking and saving a session: what every action on sessions begins and ends with."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from centre.refusals import Refused
from networks.missions.hours import instant
from referrals.models import Care, TherapySession
from referrals.sessions import checks
from referrals.states import SessionState


def hold(care: Care) -> Care:
    """The care as it is now, held; the sessions of its therapist and person queue up behind."""
    care = (
        Care.objects.select_for_update(of=("self",))
        .select_related("person", "therapist", "interpreter")
        .get(pk=care.pk)
    )
    if care.person.erased_on:
        raise Refused("Cette personne a été effacée : rien ne s’écrit plus à son sujet.")
    checks.one_at_a_time(care)
    return care


def locked(session: TherapySession, *, version: int | None = None) -> TherapySession:
    """The session as it is now, with its care, held; refuses a page that is behind."""
    care = hold(session.care)
    current = (
        TherapySession.objects.select_for_update(of=("self",))
        .select_related("mission__interpreter", "logged_by", "corrected_by")
        .filter(pk=session.pk, imported=False)
        .first()
    )
    if current is None:
        raise Refused("Cette séance vient d’un import : elle se corrige dans la feuille de l’année.")
    current.care = care
    if version is not None and current.version != version:
        raise checks.told(current)
    return current


def save(session: TherapySession, *, at: datetime) -> TherapySession:
    """Write it, or say what the database found taken."""
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise checks.clash(error, session, at=at) from error
    return session


def place_at(session: TherapySession, day: date, hour: time, duration: int) -> None:
    session.day, session.starts_at, session.duration = day, instant(day, hour), duration
    session.ends_at = session.starts_at + timedelta(minutes=duration)


def planned_of(care: Care):
    return (
        TherapySession.objects.select_for_update(of=("self",))
        .select_related("mission__interpreter")
        .filter(care=care, state=SessionState.PLANNED, imported=False)
        .order_by("starts_at")
    )


def refuse_unless_planned(session: TherapySession) -> None:
    if session.state != SessionState.PLANNED:
        raise Refused(
            f"Cette séance est « {session.get_state_display()} » : elle se corrige, elle ne se planifie plus."
        )
