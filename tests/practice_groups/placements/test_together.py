"""Two coordinators, one session, real connections: one is served, the other is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.models import Matching, Pair, Wish
from practice_groups.placements import pairs
from practice_groups.placements.computing import compute
from tests.people import People
from tests.practice_groups.placements import wishing
from tests.practice_groups.placements.wishing import LATER

pytestmark = pytest.mark.django_db(transaction=True)


def together(count: int, work) -> list:
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
    return [one for one in results if isinstance(one, Refused)]


def test_two_coordinators_confirm_and_ask_at_once():
    people = People()
    both = [people.alice, people.chloe]
    with acting_as_system():
        session = wishing.session_of_2022(people.alice)

    def ask(number):
        with acting_as(both[number]):
            return pairs.request_matching(session, by=both[number], at=LATER).pk

    assert len(set(together(2, ask))) == 1
    with acting_as_system():
        asked = Matching.objects.get()
    together(2, lambda _number: compute(asked.pk))
    with acting_as_system():
        assert Pair.objects.count() == 4
        session.refresh_from_db()

    def confirm(number):
        with acting_as(both[number]):
            return pairs.confirm(session, version=session.version, by=both[number], at=LATER)

    results = together(2, confirm)
    told = refused(results)
    assert len(told) == 1 and "déjà été retenus par" in told[0].reason
    with acting_as_system():
        assert OutgoingMail.objects.count() == 8
        assert Wish.objects.exclude(received_by=None).count() == 8


def test_one_person_wished_for_twice_at_once_is_one_wish():
    people = People()
    with acting_as_system():
        session, cada = wishing.open_session(people.alice), wishing.structure("CADA du Lez")
    both = [people.alice, people.chloe]
    results = together(2, lambda number: wishing.wish(session, cada, both[number]))
    assert len(refused(results)) == 1
    with acting_as_system():
        assert Wish.objects.count() == 1
