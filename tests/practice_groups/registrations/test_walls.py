"""What a participant's own SQL may not write: the database refuses, whatever the application would have done."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from centre.context import acting_as, acting_as_system
from practice_groups.models import Cycle, Registration
from practice_groups.states import MOVES, State
from tests.practice_groups.field import NOW, join, leave, make_cycle

INSERT = """
    INSERT INTO practice_groups_registration (id, cycle_id, user_id, profession, structure, expectations, fee_state,
        charter_accepted_at, registered_at, confirmed_at, state, sector, host_address, host_commune, avoids_months,
        passed_over, fee_by, fee_reason, exception)
    OVERRIDING SYSTEM VALUE
    VALUES (%s, %s, %s, '', '', '', '', '2026-09-15', '2026-09-15', %s, %s, 'social', '', '', '{}', '', '', '', '')"""


def sql(user, statement, *values) -> int:
    """How many rows the statement changed, in `user`'s own name."""
    with acting_as(user), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def own(user, change, registration):
    return sql(user, f"UPDATE practice_groups_registration SET {change} WHERE id = %s", registration.pk)


def test_nobody_seats_herself_even_on_a_free_seat(people):
    cycle = make_cycle(3)
    with pytest.raises(DatabaseError, match="whoever registers waits"):
        sql(people.victor, INSERT, 1, cycle.pk, people.victor.pk, NOW, "confirmee")


def test_nobody_writes_somebody_elses_registration(people):
    cycle = make_cycle(3)
    with pytest.raises(DatabaseError, match="row-level security"):
        sql(people.victor, INSERT, 1, cycle.pk, people.omar.pk, None, "liste_attente")


def test_a_number_given_by_hand_does_not_jump_the_queue(people):
    cycle = make_cycle(1)
    join(cycle, people.omar)
    first = join(cycle, people.ines)
    assert sql(people.victor, INSERT, -5, cycle.pk, people.victor.pk, None, "liste_attente") == 1
    cycle.refresh_from_db()
    assert cycle.queue[0] == first.pk and len(cycle.queue) == 2 and cycle.queue[1] > first.pk


@pytest.mark.parametrize(
    "change",
    [
        "state = 'confirmee', confirmed_at = now()",
        "state = 'place_proposee', offered_at = now(), offered_until = now() + interval '9 days'",
        "state = 'expiree', offered_at = now(), offered_until = now() + interval '1 day', ended_at = now(),"
        " ended_by_id = user_id",
        "id = -1",
        "user_id = (SELECT min(id) FROM centre_user)",
        "sector = 'autre'",
        "registered_at = now() - interval '1 year'",
        "passed_over = 'On m’a oubliée'",
        "offered_at = now(), offered_until = now() + interval '1 day'",
        "confirmed_at = now()",
        "ended_at = now()",
        "fee_state = 'recue', fee_amount = 1, fee_settled_on = now(), confirmed_at = now()",
    ],
)
def test_a_row_that_waits_stays_as_the_portal_left_it(people, change):
    cycle = make_cycle(1, fee=120)
    join(cycle, people.omar)
    waiting = join(cycle, people.victor)
    with pytest.raises(DatabaseError):
        own(people.victor, change, waiting)
    waiting.refresh_from_db()
    assert waiting.state == "liste_attente"


def offered_to(people, fee=0):
    cycle = make_cycle(1, fee=fee)
    seated, waiting = join(cycle, people.omar), join(cycle, people.victor)
    leave(seated)
    waiting.refresh_from_db()
    return waiting


@pytest.mark.parametrize(
    "change",
    [
        "state = 'confirmee', confirmed_at = offered_until + interval '1 minute', fee_state = 'due', fee_amount = 120",
        "state = 'confirmee', confirmed_at = offered_at",  # and no fee due
        "state = 'confirmee', confirmed_at = offered_at, fee_state = 'recue', fee_amount = 120,"
        " fee_settled_on = now()",
        "offered_until = offered_until + interval '30 days'",
    ],
)
def test_an_offer_is_accepted_in_time_and_its_fee_is_due(people, change):
    waiting = offered_to(people, fee=120)
    with pytest.raises(DatabaseError):
        own(people.victor, change, waiting)


def test_she_accepts_and_leaves_in_her_own_name_alone(people):
    waiting = offered_to(people)
    assert own(people.victor, "state = 'confirmee', confirmed_at = offered_at", waiting) == 1
    with pytest.raises(DatabaseError, match="not hers to write"):
        own(people.victor, f"state = 'desistee', ended_at = now(), ended_by_id = {people.omar.pk}", waiting)
    assert own(people.victor, "state = 'desistee', ended_at = now(), ended_by_id = user_id", waiting) == 1


@pytest.mark.parametrize(
    "change",
    [
        "taken = 0",
        "queue = '{}'",
        "taken_social = 0, taken_mental = 0",
        "seats = 50",
        "fee = 0",
        "closes_at = now() + interval '9 years'",
    ],
)
def test_a_cycle_is_not_a_participants_to_change(people, change):
    cycle = make_cycle(1, fee=120)
    join(cycle, people.victor)
    join(cycle, people.omar)
    with pytest.raises(DatabaseError):
        sql(people.omar, f"UPDATE practice_groups_cycle SET {change} WHERE id = %s", cycle.pk)


def test_nobody_writes_the_counts_not_even_the_coordination(people):
    cycle = make_cycle(1)
    join(cycle, people.victor)
    with pytest.raises(DatabaseError, match="counted, not written"):
        sql(people.alice, "UPDATE practice_groups_cycle SET taken = 0 WHERE id = %s", cycle.pk)


def test_the_counting_function_serves_the_registrations_alone(people):
    """A table of one's own, with the same trigger, would write any count in the owner's name."""
    cycle = make_cycle(1)
    with (
        pytest.raises(DatabaseError, match=r"only registrations count|permission denied"),
        acting_as(people.victor),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMP TABLE mine (id bigint, cycle_id bigint, state text, sector text)")
        cursor.execute(
            "CREATE TRIGGER forge AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION keep_cycle_places()"
        )
        cursor.execute("INSERT INTO mine VALUES (-1, %s, 'liste_attente', 'social')", [cycle.pk])


def test_a_facilitator_changes_the_seats_of_hers_alone(people):
    hers, other = make_cycle(2, facilitators=[people.anne]), make_cycle(2, title="Autre")
    change = "UPDATE practice_groups_cycle SET seats = 5 WHERE id = %s"
    assert sql(people.anne, change, hers.pk) == 1
    with pytest.raises(DatabaseError, match="for the coordination and its facilitators"):
        sql(people.anne, change, other.pk)


def test_nobody_opens_or_removes_a_cycle_by_hand(people):
    cycle = make_cycle(2)
    with (
        acting_as(people.anne),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Cycle.objects.create(
            group=cycle.group,
            season="autre",
            starts_on=NOW.date(),
            ends_on=NOW.date(),
            seats=3,
            opens_at=NOW,
            closes_at=NOW + timedelta(days=1),
        )
    assert sql(people.alice, "DELETE FROM practice_groups_cycle WHERE id = %s", cycle.pk) == 0


FACTS = {
    State.CONFIRMED: "confirmed_at = now()",
    State.OFFERED: "offered_at = now(), offered_until = now() + interval '2 days'",
    State.EXPIRED: "offered_at = now(), offered_until = now() + interval '2 days', ended_at = now(),"
    " ended_by_id = user_id",
    State.WITHDRAWN: "ended_at = now(), ended_by_id = user_id",
    State.REFUSED: "ended_at = now(), ended_by_id = user_id",
    State.REQUESTED: "ended_at = NULL, ended_by_id = NULL",
    State.WAITING: "ended_at = NULL, ended_by_id = NULL",
}


@pytest.mark.parametrize("origin", [state for state in State if state != State.REQUESTED])
def test_the_database_knows_the_same_moves(people, origin):
    """From each state to each: even the coordination's own SQL makes the moves of `states.MOVES` and no other."""
    for target in State:
        if target == origin:
            continue
        cycle = make_cycle(5, title=f"{origin} {target}")
        registration = put(people, cycle, origin)
        change = f"UPDATE practice_groups_registration SET state = '{target}', {FACTS[target]} WHERE id = %s"
        if target in MOVES[origin]:
            assert sql(people.alice, change, registration.pk) == 1, (origin, target)
        else:
            with pytest.raises(IntegrityError, match="is no move"):
                sql(people.alice, change, registration.pk)


def put(people, cycle, state) -> Registration:
    facts = {
        State.CONFIRMED: {"confirmed_at": NOW},
        State.OFFERED: {"offered_at": NOW, "offered_until": NOW + timedelta(days=2)},
        State.EXPIRED: {"offered_at": NOW, "offered_until": NOW + timedelta(days=2)},
    }.get(state, {})
    ended = {"ended_at": NOW, "ended_by": people.victor} if not MOVES[state] else {}
    with acting_as_system():
        return Registration.objects.create(
            cycle=cycle,
            user=people.victor,
            profession="Bénévole",
            sector="social",
            charter_accepted_at=NOW,
            registered_at=NOW,
            state=state,
            **facts,
            **ended,
        )


def test_nobody_is_only_requested(people):
    with pytest.raises(IntegrityError, match="from the start"), transaction.atomic():
        put(people, make_cycle(2), State.REQUESTED)
