"""Two people, one record, real connections: one is served, the other is told, nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.models import Therapist
from referrals.board import actions as board
from referrals.care import actions as cares
from referrals.intake import actions as intake
from referrals.models import Care, Person, Referral, TherapySession
from referrals.sessions import actions as sessions
from tests.conftest import owner_connection
from tests.people import People
from tests.referrals import makers

pytestmark = pytest.mark.django_db(transaction=True)


def together(count: int, work) -> list:
    """Run `work(n)` in `count` threads that start at once, each on its own connection."""
    start = threading.Barrier(count)

    def one(number):
        start.wait()
        try:
            return work(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def refused(results) -> list[Refused]:
    return [result for result in results if isinstance(result, Refused)]


def test_eight_coordinators_take_the_same_orientation():
    people = People()
    with acting_as_system():
        sent = makers.referral(people.omar)
    both = [people.alice, people.chloe]

    def take(number):
        with acting_as(both[number % 2]):
            return board.take(sent, version=sent.version, by=both[number % 2], at=makers.AT)

    results = together(8, take)
    assert len(refused(results)) == 7
    assert all("Dossier modifié par" in refusal.reason for refusal in refused(results))
    with acting_as_system():
        assert Referral.objects.get().version == 2
        assert Referral.objects.get().steps.count() == 2


def test_the_same_form_sent_eight_times_is_one_orientation():
    people, key = People(), uuid4()
    with acting_as_system():
        makers.validated(people.omar)
        makers.dispositif()

    def send(number):
        with acting_as(people.omar):
            return makers.referral(people.omar, idempotency_key=key).reference

    assert len(set(together(8, send))) == 1
    with acting_as_system():
        assert Referral.objects.count() == Person.objects.count() == 1


def _proposals(people, count: int, capacity: int) -> list[Care]:
    """Proposed while there was room for all; then her capacity is what it is."""
    with acting_as_system():
        tara = makers.therapist(people.tara, languages=("prs",), capacity=count)
        proposals = [makers.care(people.omar, people.alice, tara, active=False) for _ in range(count)]
        Therapist.objects.filter(pk=tara.pk).update(capacity=capacity)
        for proposal in proposals:
            proposal.therapist.capacity = capacity
        return proposals


def test_the_last_place_of_a_therapist_is_taken_once():
    people = People()
    proposals = _proposals(people, 8, capacity=1)

    def accept(number):
        with acting_as(people.tara):
            return cares.accept(proposals[number], by=people.tara, at=makers.AT)

    results = together(8, accept)
    assert len(refused(results)) == 7
    assert all(
        "autant de personnes que vous avez de places" in refusal.reason for refusal in refused(results)
    )
    with acting_as_system():
        assert Therapist.objects.get().active_cares == 1


def test_control_counting_without_the_trigger_oversells():
    """The same race by count-then-write, the trigger switched off by the owner: what the test above would see."""
    people = People()
    proposals = _proposals(people, 8, capacity=1)
    counted = threading.Barrier(8)

    def accept(number):
        with acting_as(people.tara):
            free = Care.objects.filter(state="active").count() < 1
            counted.wait()
            if free:
                Care.objects.filter(pk=proposals[number].pk).update(state="active", answered_at=makers.AT)

    with owner_connection() as owner:
        owner.execute("ALTER TABLE referrals_care DISABLE TRIGGER count_active_cares")
        try:
            together(8, accept)
        finally:
            owner.execute("ALTER TABLE referrals_care ENABLE TRIGGER count_active_cares")
    with acting_as_system():
        assert Care.objects.filter(state="active").count() == 8 > proposals[0].therapist.capacity


def test_a_therapist_is_never_in_two_places():
    people = People()
    proposals = _proposals(people, 4, capacity=4)
    with acting_as_system():
        for care in proposals:
            cares.accept(care, by=people.tara, at=makers.AT)

    def log(number):
        with acting_as(people.tara):
            return sessions.log_session(proposals[number], **makers.session(), by=people.tara, at=makers.AT)

    results = together(4, log)
    assert len(refused(results)) == 3
    with acting_as_system():
        assert TherapySession.objects.count() == 1


@pytest.mark.parametrize("first", [0, 1])
def test_no_care_outlives_an_orientation_withdrawn_while_it_is_accepted(first):
    people = People()
    (proposal,) = _proposals(people, 1, capacity=1)

    def act(number):
        if number == first:
            with acting_as(people.tara):
                return cares.accept(proposal, by=people.tara, at=makers.AT)
        with acting_as(people.omar):
            return intake.withdraw(proposal.referral, reason="Partie.", by=people.omar, at=makers.AT)

    told = refused(together(2, act))
    with acting_as_system():
        assert Referral.objects.get().state == "retiree"
        assert Care.objects.get().state == ("declinee" if told else "terminee")
    with acting_as_system():
        assert Therapist.objects.get().active_cares == 0
