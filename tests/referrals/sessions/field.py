"""Cares, sessions and interpreters that these tests talk about. Everybody is invented."""

import uuid
from datetime import date, time, timedelta

import pytest

from centre.context import acting_as, acting_as_system
from networks.missions import actions as missions
from networks.models import Mission
from referrals.models import Care, TherapySession
from referrals.sessions import actions
from referrals.sessions.planned import actions as planned
from referrals.sessions.start import as_it_is, as_planned
from tests.networks.missions import field
from tests.referrals import makers
from tests.referrals.makers import AT

DAY = date(2026, 3, 9)  # the Monday after AT
AFTER = AT + timedelta(days=8)  # that session is over


def with_ines(people, *, active=True) -> Care:
    """A person who speaks dari, followed by Tara with Inès."""
    tara = makers.therapist(people.tara, departements=["30"])
    return makers.care(people.omar, people.alice, tara, makers.interpreter(people.ines), active=active)


def planning(**typed) -> dict:
    """A session next Monday at 14 h, as its form gives it."""
    return {
        "day": DAY,
        "hour": time(14),
        "duration": 60,
        "every": 0,
        "times": 1,
        "modality": "presentiel",
        "place": "12 rue des Tilleuls, Nîmes",
        "helper": "",
        "client_label": "",
        "travel_minutes": 0,
        "confirm_long": False,
        "idempotency_key": uuid.uuid4(),
    } | typed


def plan_all(care, by, *, at=AT, **typed) -> list[TherapySession]:
    with acting_as(by):
        return planned.plan_session(care, **planning(**typed), by=by, at=at)


def plan(care, by, *, at=AT, **typed) -> TherapySession:
    return plan_all(care, by, at=at, **typed)[0]


def moving(session, **typed) -> dict:
    """The move form of a session as it opens, with what is typed over it."""
    opened = as_planned(session)
    names = (
        "day",
        "hour",
        "duration",
        "modality",
        "place",
        "helper",
        "client_label",
        "travel_minutes",
        "version",
    )
    return {name: opened[name] for name in names} | {"confirm_long": False, "due": False} | typed


def move(session, by, *, at=AT, **typed) -> TherapySession:
    session = now(session)
    with acting_as(by):
        return planned.move_session(session, **moving(session, **typed), by=by, at=at)


def cancel(session, by, *, at=AT, cancelled_by="personne", **typed) -> list[TherapySession]:
    with acting_as(by):
        return planned.cancel_session(session, cancelled_by=cancelled_by, by=by, at=at, **typed)


def note(session, by, *, state="realisee", at=AFTER) -> TherapySession:
    with acting_as(by):
        return actions.note_planned(session, state=state, by=by, at=at)


def log(care, by, *, at=AT, **typed) -> TherapySession:
    with acting_as(by):
        return actions.log_session(care, **makers.session(**typed), by=by, at=at)


def correcting(session, **typed) -> dict:
    opened = as_it_is(session)
    found = opened.pop("interpreter")
    with acting_as_system():
        held_with = session.mission.interpreter if found else None
    return opened | {"interpreter": held_with, "confirm_long": False, "reason": "Erreur de saisie"} | typed


def correct(session, by, *, at=AFTER, **typed) -> TherapySession:
    session = now(session)
    with acting_as(by):
        return actions.correct_session(session, **correcting(session, **typed), by=by, at=at)


def now(session) -> TherapySession:
    """The session as the portal sees it."""
    with acting_as_system():
        return TherapySession.objects.select_related(
            "care__person", "care__interpreter", "mission__interpreter__user", "therapist", "person"
        ).get(pk=session.pk)


def accept(session, people, *, at=AT) -> Mission:
    """Inès accepts the mission of this session, Alice confirms it."""
    with acting_as_system():
        offer = now(session).mission.offers.get()
    field.answer(offer, at=at)
    with acting_as(people.alice):
        return missions.confirm_mission(offer.mission, by=people.alice, at=at)[0]


@pytest.fixture
def care(people) -> Care:
    return with_ines(people)
