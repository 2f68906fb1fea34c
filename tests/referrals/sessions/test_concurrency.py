"""The same hour taken by eight at once: one is served, seven are told."""

import pytest

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.models import Mission
from referrals.care import actions as cares
from referrals.models import TherapySession
from referrals.sessions.planned import actions as planned
from tests.conftest import owner_connection
from tests.people import People
from tests.referrals import makers
from tests.referrals.sessions import field
from tests.referrals.test_concurrency import together

pytestmark = pytest.mark.django_db(transaction=True)


def _cares(people, count: int):
    with acting_as_system():
        tara = makers.therapist(people.tara, languages=("prs",), capacity=count)
        made = [makers.care(people.omar, people.alice, tara, active=False) for _ in range(count)]
        return [cares.accept(one, by=people.tara, at=makers.AT) for one in made]


def test_eight_sessions_at_one_hour_are_one():
    people = People()
    followed = _cares(people, 8)

    def plan(number):
        with acting_as(people.tara):
            typed = field.planning(helper="recherche")
            return planned.plan_session(followed[number], **typed, by=people.tara, at=makers.AT)

    results = together(8, plan)
    told = [one for one in results if isinstance(one, Refused)]
    assert len(told) == 7 and all("déjà une séance" in one.reason for one in told)
    with acting_as_system():
        assert TherapySession.objects.count() == Mission.objects.count() == 1


def test_control_without_the_constraint_they_would_all_be_there():
    people = People()
    followed = _cares(people, 4)

    def plan(number):
        with acting_as(people.tara):
            return planned.plan_session(followed[number], **field.planning(), by=people.tara, at=makers.AT)

    with owner_connection() as owner:
        definition = owner.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'therapist_in_one_place'"
        ).fetchone()[0]
        owner.execute("ALTER TABLE referrals_therapysession DROP CONSTRAINT therapist_in_one_place")
        try:
            together(4, plan)
            with acting_as_system():
                assert TherapySession.objects.count() == 4
        finally:
            owner.execute("TRUNCATE referrals_therapysession CASCADE")
            owner.execute(
                f"ALTER TABLE referrals_therapysession ADD CONSTRAINT therapist_in_one_place {definition}"
            )


def test_cancelled_while_it_is_noted():
    people = People()
    (care,) = _cares(people, 1)
    with acting_as(people.tara):
        (session,) = planned.plan_session(care, **field.planning(), by=people.tara, at=makers.AT)

    def act(number):
        if number:
            return field.note(session, people.tara)
        return field.cancel(session, people.tara, at=field.AFTER)

    told = [one for one in together(2, act) if isinstance(one, Refused)]
    assert len(told) == 1
    assert field.now(session).state in ("realisee", "annulee")
