"""Real connections: one room has one use, a poll that closes has no late answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, OperationalError, connection
from psycopg.errors import DeadlockDetected

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.agenda.polls import actions as polls
from networks.agenda.words import moment
from networks.models import Activity, DatePoll, PollAnswer, PollInvitee, RoomBooking
from tests.networks.agenda.field import MONDAY, NOW, answers, book, poll, room
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


def together(count: int, work) -> list:
    start = threading.Barrier(count)

    def one(number):
        start.wait()
        try:
            return work(number)
        except (Refused, IntegrityError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_thirty_people_book_slots_that_overlap():
    """Ten slots, each asked for three times by shifts of half an hour: in each set one wins, the others are told."""
    people = People()
    alice, where = people.alice, room()

    def ask(number):
        shift, half_hour = divmod(number, 3)
        return book(
            alice,
            where,
            day=MONDAY + timedelta(days=shift // 5),
            starts=time(8 + 2 * (shift % 5), 0 if half_hour < 2 else 30),
            ends=time(9 + 2 * (shift % 5), 30 if half_hour else 0),
        )

    results = together(30, ask)
    told = [one for one in results if isinstance(one, Refused)]
    assert len(told) == 20 and len([one for one in results if isinstance(one, list)]) == 10
    assert all("déjà prise" in refusal.reason and "créneaux libres" in refusal.reason for refusal in told)
    with acting_as_system():
        kept = list(RoomBooking.objects.order_by("starts_at"))
    assert len(kept) == 10
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(kept))


def test_the_constraint_alone_lets_one_in():
    """The same without the lock: the database decides, be it by calling two that wait for each other deadlocked."""
    people = People()
    alice, where = people.alice, room()
    starts, ends = moment(MONDAY, time(14)), moment(MONDAY, time(16))

    def write(number):
        try:
            with acting_as(alice):
                return RoomBooking.objects.create(
                    room=where, starts_at=starts, ends_at=ends, purpose="x", booked_by=alice
                )
        except OperationalError as error:
            assert isinstance(error.__cause__, DeadlockDetected)
            return error

    results = together(8, write)
    assert len([one for one in results if isinstance(one, RoomBooking)]) == 1
    with acting_as_system():
        assert RoomBooking.objects.count() == 1


def test_two_series_of_weeks_that_cross_are_one_series():
    people = People()
    alice, where = people.alice, room()
    results = together(
        4, lambda n: book(alice, where, starts=14, ends=16, weeks=5, day=MONDAY + timedelta(weeks=n))
    )
    assert len([one for one in results if isinstance(one, list)]) >= 1
    with acting_as_system():
        assert RoomBooking.objects.count() % 5 == 0


def test_two_people_answer_at_once_and_both_are_kept():
    people = People()
    both = [people.victor, people.tara, people.omar, people.theo]
    made = poll(people.alice, members=both)

    def say(number):
        with acting_as(both[number]):
            invitee = PollInvitee.objects.select_related("poll", "user").get(poll=made)
            return polls.answer_poll(invitee, answers=answers(made, "oui", "non", "si_besoin"), at=NOW)

    assert not [one for one in together(4, say) if isinstance(one, Exception)]
    with acting_as_system():
        assert PollAnswer.objects.count() == 12


@pytest.mark.parametrize("_attempt", range(3))
def test_an_answer_as_it_closes_is_kept_before_or_told_after(_attempt):
    people = People()
    made = poll(people.alice, members=[people.victor])
    chosen, typed = made.dates.first(), answers(made, "oui", "oui", "oui")

    def act(number):
        if number:
            with acting_as(people.alice):
                return polls.close_poll(made, date=chosen, by=people.alice, at=NOW)
        with acting_as(people.victor):
            invitee = PollInvitee.objects.select_related("poll", "user").get(poll=made)
            return polls.answer_poll(invitee, answers=typed, at=NOW)

    late = [one for one in together(2, act) if isinstance(one, Exception)]
    assert all(isinstance(one, Refused) and "clos" in one.reason for one in late)
    with acting_as_system():
        assert PollAnswer.objects.count() == (0 if late else 3)
        assert DatePoll.objects.get().chosen == chosen


def test_eight_clicks_close_a_poll_once():
    people = People()
    made = poll(people.alice, members=[people.victor])
    kept = list(made.dates.all())

    def close(number):
        with acting_as(people.alice):
            return polls.close_poll(made, date=kept[number % 3], by=people.alice, at=NOW)

    assert len([one for one in together(8, close) if isinstance(one, Refused)]) == 7
    with acting_as_system():
        assert Activity.objects.count() == 1 and OutgoingMail.objects.count() == 2
