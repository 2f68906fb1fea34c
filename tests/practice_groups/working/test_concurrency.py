"""Several people, one meeting, real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import sleep

import pytest
from django.db import connection, transaction

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from practice_groups.cycles import checks
from practice_groups.models import AgendaPoint
from practice_groups.working.agenda import actions
from tests.people import People
from tests.practice_groups.working.field import NOW, add_point, fresh, join, make_group, plan, settle

pytestmark = pytest.mark.django_db(transaction=True)


def together(count: int, work) -> list:
    """Run `work(n)` in `count` threads that start at once, each on its own connection."""
    start = threading.Barrier(count)

    def one(number):
        start.wait()
        try:
            return work(number)
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_six_situations_at_once_are_two():
    people = People()
    meeting, member = _clinical(people)

    def bring(_):
        for _attempt in range(10):  # told that somebody was first, she reads the page again and insists
            with acting_as_system():
                version = fresh(meeting).version
            try:
                with acting_as(people.alice):
                    return actions.add_situation(
                        meeting, version=version, theme="trauma", brought_by=member, by=people.alice, at=NOW
                    )
            except Refused as refusal:
                if "entre-temps" not in refusal.reason:
                    return refusal
        return None

    results = together(6, bring)
    assert sum(isinstance(one, AgendaPoint) for one in results) == 2
    assert all("Deux situations au plus" in one.reason for one in results if isinstance(one, Refused))
    with acting_as_system():
        assert meeting.points.count() == 2


def test_the_database_holds_two_whoever_writes():
    """Without the action: rows written straight, six at once."""
    people = People()
    meeting, member = _clinical(people)

    def write(number):
        with acting_as(people.alice), transaction.atomic():
            return AgendaPoint.objects.create(
                meeting=meeting, position=number + 1, situation=True, theme="trauma", brought_by=member
            )

    results = together(6, write)
    assert sum(isinstance(one, AgendaPoint) for one in results) == 2
    assert all("two situations" in str(one) for one in results if isinstance(one, Exception))


def _clinical(people):
    with acting_as_system():
        people.alice  # noqa: B018
    group = make_group(people.alice, clinical=True)
    member = join(group, people.alice, "Une")
    return plan(group, people.alice), member


def test_what_waits_goes_to_one_meeting_when_two_years_get_theirs_at_once():
    """Alice gives the group a date this year, Chloé one the next year; a point waits for either."""
    people = People()
    with acting_as_system():
        people.alice, people.chloe  # noqa: B018
    group = make_group(people.alice)
    held = plan(group, people.alice, in_days=-20)
    settle(add_point(held, people.alice, "Le local"), people.alice, "reporte")
    added = threading.Event()

    def first():
        with acting_as(people.alice), transaction.atomic():
            plan(group, people.alice, in_days=60)
            added.set()
            sleep(0.5)

    def second():
        assert added.wait(5)
        return plan(group, people.chloe, in_days=150)

    results = together(2, lambda number: (first, second)[number]())
    assert not [one for one in results if isinstance(one, Exception)], results
    with acting_as_system():
        assert AgendaPoint.objects.filter(carried_from__isnull=False).count() == 1


def test_the_years_of_a_group_are_locked_in_one_order():
    """Each begins with her own year, then carries over to the other's: neither waits for the other for ever."""
    people = People()
    with acting_as_system():
        people.alice  # noqa: B018
    group = make_group(people.alice)
    years = [plan(group, people.alice, in_days=days).cycle for days in (60, 150)]
    both = threading.Barrier(2)

    def carry(number):
        with acting_as(people.alice), transaction.atomic():
            checks.locked(years[number])
            with suppress(threading.BrokenBarrierError):
                both.wait(0.5)
            return checks.locked(years[1 - number]).pk

    results = together(2, carry)
    assert not [one for one in results if isinstance(one, Exception)], results
