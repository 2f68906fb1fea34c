"""Several at once, on real connections: one is served, the others are told."""

import uuid
from datetime import time

import pytest

from centre.context import acting_as, acting_as_system
from networks.models import Activity
from referrals.models import Talk, TherapySession, Visit
from referrals.outreach.notes import actions as notes
from referrals.outreach.planning import actions as planning
from referrals.sessions import actions as sessions
from tests.people import People
from tests.referrals import makers
from tests.referrals.outreach import field
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_plans_for_one_therapist_at_one_hour():
    people = People()
    with acting_as_system():
        hugo, both = field.host(), [people.alice, people.chloe]
        tara, theo = people.tara, people.theo
        asked = [field.ask(hugo) for _ in range(8)]

    def plan(number):
        pair = (tara, theo) if number % 2 else (theo, tara)  # as keeper, as second: she is one person
        return field.plan(asked[number], pair[0], both[number % 2], second=pair[1])

    results = together(8, plan)
    assert len(refused(results)) == 7
    assert all("tient déjà une permanence" in refusal.reason for refusal in refused(results))
    with acting_as_system():
        assert Visit.objects.filter(state="planifiee").count() == 1


def test_the_same_talk_sent_eight_times_is_one():
    people, key = People(), uuid.uuid4()
    with acting_as_system():
        visit = field.planned(field.host(), people.tara, people.alice)
    results = together(8, lambda number: field.talk(visit, people.tara, idempotency_key=key).pk)
    assert len(set(results)) == 1
    with acting_as_system():
        assert Talk.objects.count() == 1


def test_held_by_both_at_once_is_counted_once():
    people = People()
    with acting_as_system():
        visit = field.planned(field.host(), people.tara, people.alice, second=people.theo)
        both = [people.tara, people.theo]

    def hold(number):
        who = both[number % 2]
        with acting_as(who):
            return notes.hold_visit(
                visit, heads=4, needs=[], note="", version=visit.version, by=who, at=field.AFTER
            )

    results = together(8, hold)
    assert len(refused(results)) == 7
    with acting_as_system():
        assert Activity.objects.count() == 1


def test_a_visit_and_a_session_at_one_hour():
    """Whoever comes first: the other is refused, by the database, on either side."""
    people = People()
    with acting_as_system():
        visit = field.ask(field.host())
        care = makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=("prs",)))
        facts = makers.session(day=field.DAY, hour=time(10))

    def act(number):
        if number:
            with acting_as(people.alice):
                return planning.plan_visit(
                    visit,
                    **field.plan_facts(people.tara),
                    version=visit.version,
                    by=people.alice,
                    at=field.AT,
                )
        with acting_as(people.tara):
            return sessions.log_session(care, **facts, by=people.tara, at=field.AFTER)

    results = together(2, act)
    assert len(refused(results)) == 1, results
    with acting_as_system():
        assert Visit.objects.filter(state="planifiee").count() + TherapySession.objects.count() == 1
