"""★ Two hundred people at once for ten seats, then thirty leave while offers are answered: real connections."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from centre.context import acting_as, acting_as_system
from centre.models import RoleGrant, User
from centre.refusals import Refused
from practice_groups import actions
from practice_groups.models import Cycle
from practice_groups.states import HOLDING, State
from tests.conftest import owner_connection
from tests.practice_groups.field import NOW, join, make_cycle

PEOPLE, SEATS, LEAVERS, WORKERS = 200, 10, 30, 8


def at_once(work, items) -> list:
    """`work(item)` for each item, in eight threads that start together, each on its own connection."""
    start = threading.Barrier(WORKERS)

    def run(share):
        try:
            connection.ensure_connection()
            start.wait()
            return [work(item) for item in share]
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        shares = [items[n::WORKERS] for n in range(WORKERS)]
        return [one for done in pool.map(run, shares) for one in done]


def crowd() -> list[User]:
    with acting_as_system():
        people = [User(email=f"p{n}@centre.example", display_name=f"Personne {n}") for n in range(PEOPLE)]
        User.objects.bulk_create(people)
        RoleGrant.objects.bulk_create(
            RoleGrant(user=one, role="benevole", since="2020-01-01") for one in people
        )
    return list(User.objects.with_roles().filter(role_codes__contains=["benevole"]))


class Watch:
    """A witness who counts, again and again, who holds a seat."""

    def __init__(self, cycle):
        self.cycle, self.seen, self.stop = cycle, [], threading.Event()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_failure):
        self.stop.set()
        self.thread.join()

    def look(self):
        try:
            while not self.stop.wait(0.005):
                with acting_as_system():
                    self.seen.append(self.cycle.registrations.filter(state__in=HOLDING).count())
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_hundred_register_then_thirty_leave():
    people, cycle = crowd(), make_cycle(SEATS)
    random.Random(5).shuffle(people)
    with Watch(cycle) as watch:
        placed = at_once(lambda who: join(cycle, who), people)
        _ten_seated_the_rest_in_order(cycle, placed)
        _thirty_leave(cycle)
    assert len(watch.seen) > 20 and max(watch.seen) == SEATS
    _nobody_was_skipped(cycle)


def _ten_seated_the_rest_in_order(cycle, placed):
    ids = sorted(one.pk for one in placed)
    cycle.refresh_from_db()
    assert len(set(ids)) == PEOPLE and cycle.taken == SEATS
    with acting_as_system():
        seated = set(cycle.registrations.filter(state=State.CONFIRMED).values_list("pk", flat=True))
        assert cycle.registrations.filter(state=State.WAITING).count() == PEOPLE - SEATS
    assert seated == set(ids[:SEATS])
    assert cycle.queue == ids[SEATS:]
    assert _sealed(cycle) == ids


def _sealed(cycle) -> list[int]:
    """The registrations in the order of their commits: the journal lets one writer in at a time, until it commits."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM practice_groups_registrationwriteevent AS e JOIN centre_seal AS s"
            " ON s.source = 'practice_groups_registrationwriteevent' AND s.source_id = e.pgh_id::text"
            " WHERE e.pgh_label = 'insert' AND e.cycle_id = %s ORDER BY s.seq",
            [cycle.pk],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _thirty_leave(cycle):
    """Eight who are seated and twenty-two at random, while whoever is offered a seat answers, yes or no."""
    chance = random.Random(7)
    with acting_as_system():
        living = list(cycle.registrations.living().select_related("user", "cycle").order_by("pk"))
    leavers = living[:8] + chance.sample(living[SEATS:], LEAVERS - 8)
    chance.shuffle(leavers)

    def leave_then_answer(registration):
        with acting_as(registration.user):
            actions.withdraw(registration, by=registration.user, at=NOW)
        with acting_as_system():
            offered = list(
                cycle.registrations.filter(state=State.OFFERED).select_related("user", "cycle").order_by("pk")
            )
        for one in offered:
            try:
                with acting_as(one.user):
                    actions.answer_offer(one, accepted=one.pk % 3 != 0, by=one.user, at=NOW)
            except Refused:
                pass  # another hand answered for her meanwhile, or she has just left

    at_once(leave_then_answer, leavers)


def _nobody_was_skipped(cycle):
    with acting_as_system():
        cycle = Cycle.objects.get(pk=cycle.pk)
        held = list(cycle.registrations.filter(state__in=HOLDING).values_list("pk", flat=True))
        offered_ever = list(cycle.registrations.exclude(offered_at=None).values_list("pk", flat=True))
        waiting = list(cycle.registrations.filter(state=State.WAITING).order_by("pk"))
        left = cycle.registrations.filter(state=State.WITHDRAWN).count()
    assert len(held) == cycle.taken == SEATS  # and no seat is idle
    assert left >= LEAVERS and len(offered_ever) >= 8
    assert cycle.queue == [one.pk for one in waiting]
    assert all(one.pk > max(offered_ever) for one in waiting)  # whoever waits came after everybody served
    assert not any(one.passed_over for one in waiting)


@pytest.mark.django_db(transaction=True)
def test_control_counting_without_a_lock_oversells():
    """The same crowd on a scratch table, counting then inserting: what the test above would see without the lock."""
    assert max(_oversold() for _ in range(5)) > SEATS


def _oversold() -> int:
    with owner_connection() as owner:
        owner.execute("DROP TABLE IF EXISTS scratch_seats")
        owner.execute("CREATE TABLE scratch_seats (person int)")
        owner.execute("GRANT ALL ON scratch_seats TO PUBLIC")

    def count_then_insert(n):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM scratch_seats")
            if cursor.fetchone()[0] < SEATS:
                cursor.execute("INSERT INTO scratch_seats VALUES (%s)", [n])

    at_once(count_then_insert, list(range(PEOPLE)))
    with owner_connection() as owner:
        seated = owner.execute("SELECT count(*) FROM scratch_seats").fetchone()[0]
        owner.execute("DROP TABLE scratch_seats")
    return seated
