"""★ Confirmed and offered registrations never pass the seats: through any story, under a race, by raw SQL."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from centre.context import acting_as, acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups import actions
from practice_groups.models import Cycle, Registration
from practice_groups.states import HOLDING, State
from tests.conftest import owner_connection
from tests.people import make_user
from tests.practice_groups.field import NOW, join, make_cycle, states

# ── Any story ───────────────────────────────────────────────────────────────────────────────────


class WaitingList(RuleBasedStateMachine):
    """Twelve people, one to four seats, and a plain list beside the database to compare with."""

    people: list[User] = []

    @initialize(seats=st.integers(1, 4), crowd=st.integers(0, 12))
    def open(self, seats, crowd):
        """A story begins with a crowd already registered: most of what can go wrong needs a queue."""
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now, self.seats = NOW, seats
        far = NOW + timedelta(days=3000)  # however long the story
        self.cycle = make_cycle(seats, closes_at=far, ends_on=far.date())
        self.held: dict[int, str] = {}  # user → confirmed or offered
        self.line: list[int] = []  # users who wait, first come first
        self.closed: set[int] = set()
        for who in range(crowd):
            self.register(who=who)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def promote(self):
        """What must happen after each release: the first in line who can answer."""
        for who in [one for one in self.line if one not in self.closed][: self.seats - len(self.held)]:
            self.line.remove(who)
            self.held[who] = State.OFFERED

    def mine(self, who) -> Registration | None:
        return Registration.objects.of(self.people[who]).filter(cycle=self.cycle).order_by("-pk").first()

    def do(self, verb, who):
        """Carry out a verb in this person's name; its refusal, or None."""
        person, registration = self.people[who], self.mine(who)
        if registration is None:
            return "no registration"
        try:
            with acting_as(person):
                verb(registration, by=person, at=self.now)
        except Refused as refusal:
            return refusal.reason
        return None

    who = st.integers(0, 11)

    @rule(who=who)
    def register(self, who):
        try:
            registration = join(self.cycle, self.people[who], at=self.now)
        except Refused:
            assert who in self.held or who in self.line
            return
        assert who not in self.held and who not in self.line
        self.promote()
        if len(self.held) < self.seats:
            self.held[who] = State.CONFIRMED
        else:
            self.line.append(who)
            assert registration.place.startswith(
                f"{len(self.line)}{'re' if len(self.line) == 1 else 'e'} sur"
            )

    @rule(who=who)
    def withdraw(self, who):
        known = who in self.held or who in self.line
        refused = self.do(actions.withdraw, who)
        assert not (known and refused)
        if known:
            self.held.pop(who, None)
            self.line = [one for one in self.line if one != who]
            self.promote()

    @rule(who=who)
    def accept(self, who):
        refused = self.do(actions.accept_offer, who)
        assert (refused is None) == (who in self.held)
        if who in self.held:
            self.held[who] = State.CONFIRMED

    @rule(who=who)
    def decline(self, who):
        self.do(actions.decline_offer, who)
        if self.held.get(who) == State.OFFERED:
            del self.held[who]
            self.promote()

    @rule()
    def let_offers_expire(self):
        self.now += timedelta(hours=49)
        with acting_as_system():
            actions.expire_offers(self.cycle, by=self.people[0], at=self.now)
        self.held = {who: state for who, state in self.held.items() if state == State.CONFIRMED}
        self.promote()

    @rule(more=st.integers(-1, 2))
    def change_seats(self, more):
        try:
            with acting_as_system():
                actions.change_seats(self.cycle, seats=self.seats + more, by=self.people[0], at=self.now)
        except Refused:
            assert self.seats + more < max(1, len(self.held))
            return
        self.seats += more
        self.promote()

    @rule(who=who)
    def close_or_reopen_the_account(self, who):
        self.closed ^= {who}
        person = self.people[who]
        person.is_active = who not in self.closed
        with acting_as_system():
            person.save(update_fields=["is_active"])

    @invariant()
    def the_database_agrees(self):
        if not hasattr(self, "cycle"):
            return
        with acting_as_system():
            cycle = Cycle.objects.get(pk=self.cycle.pk)
            living = list(cycle.registrations.living().order_by("pk"))
        held = {one.user_id: one.state for one in living if one.state in HOLDING}
        line = [one for one in living if one.state == State.WAITING]
        assert len(held) == cycle.taken <= cycle.seats == self.seats
        assert held == {self.people[who].pk: state for who, state in self.held.items()}
        assert [one.user_id for one in line] == [self.people[who].pk for who in self.line]
        assert cycle.queue == [one.pk for one in line]


def test_any_story_keeps_the_seats_and_the_order(portal):
    WaitingList.people = [make_user(f"Personne {n}", "benevole") for n in range(12)]
    run_state_machine_as_test(
        WaitingList,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


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
        passed_over, fee_by, fee_reason)
    VALUES (%s, %s, '', '', '', '', now(), now(), now(), 'confirmee', '', '', '', '{}', '', '', '')"""


def test_the_database_refuses_one_seat_too_many(people):
    cycle = make_cycle(1)
    _sql(SEAT_SOMEBODY, cycle.pk, people.victor.pk)
    with pytest.raises(IntegrityError, match="seats_are_kept"):
        _sql(SEAT_SOMEBODY, cycle.pk, people.omar.pk)


def test_the_database_refuses_to_seat_the_queue_by_hand(people):
    cycle = make_cycle(1)
    join(cycle, people.victor)
    waiting = join(cycle, people.omar)
    with pytest.raises(IntegrityError, match="seats_are_kept"):
        _sql(
            "UPDATE practice_groups_registration SET state = 'confirmee', confirmed_at = now() WHERE id = %s",
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
        ("state = 'place_proposee'", "an_offered_registration_says_until_when"),
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


def test_nobody_removes_a_registration(people):
    """No policy allows it: the rows are invisible to DELETE, for the portal too."""
    join(make_cycle(2), people.victor)
    with acting_as_system():
        assert Registration.objects.all()._raw_delete("default") == 0
        assert Registration.objects.count() == 1


def test_a_stranger_seats_nobody_but_herself(people):
    cycle = make_cycle(2)
    with acting_as(people.omar), pytest.raises(DatabaseError, match="row-level security"):
        _sql(SEAT_SOMEBODY, cycle.pk, people.victor.pk)
