"""Any story of planning, moving, cancelling and noting: whatever is refused, what is left is true."""

import contextlib
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as_system, set_actor
from centre.models import User
from centre.refusals import Refused
from networks.models import Mission
from referrals.models import TherapySession
from referrals.sessions import actions
from tests.networks.missions.field import overlaps
from tests.people import People
from tests.referrals.makers import AT
from tests.referrals.sessions import field

LIVING = ("demandee", "proposee", "acceptee", "confirmee", "realisee", "validee")

step = st.tuples(
    st.sampled_from(["plan", "move", "cancel", "note", "log", "correct", "wait", "stop"]),
    st.integers(0, 5),
    st.integers(0, 4),
    st.booleans(),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(step, min_size=3, max_size=10))
def test_whatever_is_done_in_any_order(portal_story, steps):
    story = portal_story()
    for verb, who, when, flag in steps:
        with contextlib.suppress(Refused):
            story.do(verb, who, when, flag)
        story.check()


class Story:
    def __init__(self):
        self.people, self.at = People(), AT
        self.tara = self.people.tara
        self.care = field.with_ines(self.people)

    def one(self, number: int) -> TherapySession | None:
        found = list(TherapySession.objects.order_by("starts_at", "pk"))
        return found[number % len(found)] if found else None

    def do(self, verb, number, when, flag):
        day, hour = date(2026, 3, 3) + timedelta(days=when), time(9 + number % 3, 30 * flag)
        session = self.one(number)
        helper = ("", "suivi", "recherche")[(number + when) % 3]
        if verb == "plan":
            series = {"every": 7, "times": 2} if flag else {}
            field.plan_all(self.care, self.tara, day=day, hour=hour, helper=helper, at=self.at, **series)
        elif verb == "log":
            whom = self.care.interpreter if flag else None
            field.log(self.care, self.tara, day=day, hour=hour, interpreter=whom, at=self.at)
        elif verb == "wait":
            self.at += timedelta(days=when, hours=number)
        elif verb == "stop":
            actions.cancel_following(self.care, after=self.at, by=self.people.alice, at=self.at)
        elif session is not None and verb == "move":
            field.move(session, self.tara, day=day, hour=hour, helper=helper, due=flag, at=self.at)
        elif session is not None and verb == "cancel":
            field.cancel(session, self.tara, following=flag, due=flag, at=self.at)
        elif session is not None and verb == "note":
            field.note(session, self.tara, state="realisee" if flag else "absence", at=self.at)
        elif session is not None and verb == "correct":
            field.correct(session, self.tara, state="absence" if flag else "realisee", hour=hour, at=self.at)

    def check(self):
        """Never in two places; no held session to come; a session that is not any more has nobody waiting for it."""
        with acting_as_system():
            sessions = list(TherapySession.objects.select_related("mission"))
            missions = {one.pk: one for one in Mission.objects.all()}
        there = sorted(
            (one.starts_at, one.ends_at) for one in sessions if one.state in ("planifiee", "realisee")
        )
        assert all(one[1] <= two[0] for one, two in pairwise(there))
        assert overlaps() == 0
        for one in sessions:
            if one.state == "realisee":
                assert one.starts_at <= self.at
                assert one.mission is None or one.mission.interpreter_id
            if one.state == "annulee" and one.mission:
                assert one.mission.state not in ("demandee", "proposee", "acceptee", "confirmee")
            if one.state == "planifiee" and one.mission:
                assert (one.mission.starts_at, one.mission.ends_at) == (one.starts_at, one.ends_at)
        told = {one.mission_id for one in sessions}
        orphans = [one for one in missions.values() if one.pk not in told and one.state in LIVING]
        assert not orphans, orphans


@pytest.fixture
def portal_story(portal):
    """A story on a clean page each time: hypothesis runs many in one test."""
    points = []

    def begin() -> Story:
        if points:
            transaction.savepoint_rollback(points.pop())
        set_actor(User.objects.get(email="systeme@portail.invalid").pk)
        points.append(transaction.savepoint())
        return Story()

    return begin
