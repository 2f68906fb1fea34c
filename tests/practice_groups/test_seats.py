"""★ Confirmed and offered registrations never pass the seats: under a race, by raw SQL. Any story: registrations/."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from centre.context import acting_as, acting_as_system
from practice_groups import actions
from practice_groups.models import Registration
from tests.conftest import owner_connection
from tests.people import make_user
from tests.practice_groups.field import NOW, join, make_cycle, states

# ── A race ──────────────────────────────────────────────────────────────────────────────────────

RUNNERS = 8


def race(runner) -> list:
    """`runner(n)` by eight threads at once, each on its own connection; what each returned or raised."""
    results, start = [None] * RUNNERS, Barrier(RUNNERS)

    def run(n):
        try:
            connection.ensure_connection()
            start.wait()
            results[n] = runner(n)
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[n]) for n in range(RUNNERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_one_seat_and_eight_people_at_once():
    """Exactly one is seated and seven queue in order; counting without a lock seats more, in this same run."""
    people = [make_user(f"Personne {n}", "benevole") for n in range(RUNNERS)]
    for _ in range(5):
        cycle = make_cycle(1, title="Intervision")
        placed = race(lambda n, cycle=cycle: join(cycle, people[n]))
        assert [type(one) for one in placed] == [Registration] * RUNNERS, placed
        assert states(cycle) == ["confirmee"] + ["liste_attente"] * 7
        cycle.refresh_from_db()
        assert (cycle.taken, cycle.queue) == (1, sorted(one.pk for one in placed)[1:])
    assert max(_oversold() for _ in range(5)) > 1


def _oversold() -> int:
    """The control: the same race on a scratch table, counting then inserting with no lock. How many were seated."""
    with owner_connection() as owner:
        owner.execute("DROP TABLE IF EXISTS scratch_seat")
        owner.execute("CREATE TABLE scratch_seat (person int)")
        owner.execute("GRANT ALL ON scratch_seat TO PUBLIC")

    def count_then_insert(n):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM scratch_seat")
            if cursor.fetchone()[0] < 1:
                cursor.execute("INSERT INTO scratch_seat VALUES (%s)", [n])

    race(count_then_insert)
    with owner_connection() as owner:
        seated = owner.execute("SELECT count(*) FROM scratch_seat").fetchone()[0]
        owner.execute("DROP TABLE scratch_seat")
    return seated


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_on_the_same_button_make_one_registration():
    from uuid import uuid4

    person, cycle, key = make_user("Victor", "benevole"), make_cycle(1), uuid4()
    made = race(lambda n: join(cycle, person, idempotency_key=key))
    assert len({one.pk for one in made}) == 1
    assert states(cycle) == ["confirmee"]


@pytest.mark.django_db(transaction=True)
def test_seats_freed_at_once_go_each_to_another_person():
    people = [make_user(f"Personne {n}", "benevole") for n in range(2 * RUNNERS)]
    cycle = make_cycle(RUNNERS)
    placed = [join(cycle, person) for person in people]
    with acting_as_system():
        seated = list(Registration.objects.filter(pk__in=[one.pk for one in placed[:RUNNERS]]))

    def leave(n):
        with acting_as(people[n]):
            return actions.withdraw(seated[n], by=people[n], at=NOW).state

    assert race(leave) == ["desistee"] * RUNNERS
    assert states(cycle) == ["desistee"] * RUNNERS + ["place_proposee"] * RUNNERS


# ── Raw SQL ─────────────────────────────────────────────────────────────────────────────────────


def _sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


SEAT_SOMEBODY = """
    INSERT INTO practice_groups_registration (cycle_id, user_id, profession, structure, expectations, fee_state,
        charter_accepted_at, registered_at, confirmed_at, state, sector, host_address, host_commune, avoids_months,
        passed_over, fee_by, fee_reason, exception)
    VALUES (%s, %s, '', '', '', '', '2026-09-15', '2026-09-15', now(), 'confirmee', '', '', '', '{}', '', '', '', '')"""


def test_the_database_refuses_one_seat_too_many(people):
    cycle = make_cycle(1)
    _sql(SEAT_SOMEBODY, cycle.pk, people.victor.pk)
    with pytest.raises(IntegrityError, match="seats_are_kept"):
        _sql(SEAT_SOMEBODY, cycle.pk, people.omar.pk)


def test_the_database_refuses_to_seat_the_queue_by_hand(people):
    cycle = make_cycle(1)
    join(cycle, people.victor)
    waiting = join(cycle, people.omar)
    with pytest.raises(IntegrityError, match="is no move"):
        _sql(
            "UPDATE practice_groups_registration SET state = 'confirmee', confirmed_at = now() WHERE id = %s",
            waiting.pk,
        )
    with pytest.raises(IntegrityError, match="seats_are_kept"):
        _sql(
            "UPDATE practice_groups_registration SET state = 'place_proposee', offered_at = now(),"
            " offered_until = now() + interval '1 day' WHERE id = %s",
            waiting.pk,
        )


def test_the_database_refuses_two_living_registrations_of_one_person(people):
    cycle = make_cycle(2)
    join(cycle, people.victor)
    with pytest.raises(IntegrityError, match="one_living_registration_each"):
        _sql(SEAT_SOMEBODY, cycle.pk, people.victor.pk)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ("state = 'place_proposee'", "is no move"),
        ("offered_until = now()", "an_offer_has_both_its_ends"),
        ("state = 'desistee'", "an_ended_registration_says_when_and_by_whom"),
        ("ended_at = now()", "an_ended_registration_says_when_and_by_whom"),
        ("confirmed_at = NULL", "a_confirmed_registration_says_when"),
    ],
)
def test_facts_that_travel_together_are_held_together(people, facts, name):
    registration = join(make_cycle(2), people.victor)
    with pytest.raises(IntegrityError, match=name):
        _sql(f"UPDATE practice_groups_registration SET {facts} WHERE id = %s", registration.pk)


def test_an_offer_says_until_when(people):
    cycle = make_cycle(1)
    join(cycle, people.omar)
    waiting = join(cycle, people.victor)
    with pytest.raises(IntegrityError, match="an_offered_registration_says_until_when"):
        _sql("UPDATE practice_groups_registration SET state = 'place_proposee' WHERE id = %s", waiting.pk)


def test_nobody_removes_a_registration(people):
    """No policy allows it: the rows are invisible to DELETE, for the portal too."""
    join(make_cycle(2), people.victor)
    with acting_as_system():
        assert Registration.objects.all()._raw_delete("default") == 0
        assert Registration.objects.count() == 1


def test_a_stranger_seats_nobody(people):
    cycle = make_cycle(2)
    with acting_as(people.omar), pytest.raises(DatabaseError, match="whoever registers waits"):
        _sql(SEAT_SOMEBODY, cycle.pk, people.victor.pk)
