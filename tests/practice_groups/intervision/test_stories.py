"""★ Any sequence of people who leave and come, answer and give back: never two hosts, nothing done moves, fairness.

And at once: two facilitators, a host who confirms while her turn goes elsewhere.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from centre.context import acting_as, acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups import actions as registrations
from practice_groups.choices import TurnState
from practice_groups.intervision import actions
from practice_groups.intervision.standing import is_to_come, mark_of, month_of, standing
from practice_groups.models import HostingTurn, Registration
from practice_groups.states import State
from tests.people import People, make_user
from tests.practice_groups.field import NOW
from tests.practice_groups.intervision.field import LATER, answer, hosted, propose, seated, turn_at


class Season(RuleBasedStateMachine):
    """Four meetings, up to six people who come, leave and answer."""

    people: list[User] = []
    anne: User

    @initialize(
        avoids=st.lists(st.sets(st.sampled_from(["2026-10", "2026-12"]), max_size=1), min_size=6, max_size=6)
    )
    def begin(self, avoids):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.cycle = hosted(4, facilitators=[self.anne], ends_on=LATER.date(), closes_at=LATER)
        self.at, self.avoids, self.done = NOW, avoids, {}
        for who in (0, 1, 2):
            self.come(who)
        propose(self.cycle, self.anne)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    who, number = st.integers(0, 5), st.integers(0, 3)

    def seat(self, who) -> Registration | None:
        living = Registration.objects.of(self.people[who]).filter(cycle=self.cycle, state=State.CONFIRMED)
        return living.select_related("user", "cycle").first()

    @rule(who=who)
    def come(self, who):
        if self.seat(who):
            return
        person = self.people[who]
        with acting_as(person):
            registrations.register(
                self.cycle,
                profession="Infirmier",
                sector="social",
                charter=True,
                host_address=f"Chez {who}",
                host_commune="34172",
                avoids_months=sorted(self.avoids[who]),
                by=person,
                at=self.at,
            )

    @rule(who=who)
    def leave(self, who):
        seat = self.seat(who)
        if seat:
            with acting_as(seat.user):
                registrations.withdraw(seat, by=seat.user, at=self.at)

    @rule(number=number, accepted=st.booleans())
    def answer(self, number, accepted):
        turn = self.turn(number)
        if turn and is_to_come(turn.meeting, self.at) and turn.state != TurnState.DONE:
            answer(turn, accepted, at=self.at)

    @rule()
    def propose_again(self):
        propose(self.cycle, self.anne, at=self.at)

    @rule(number=number, who=who)
    def by_hand(self, number, who):
        seat, meeting, turn = self.seat(who), standing(self.cycle).meetings[number], self.turn(number)
        if seat and is_to_come(meeting, self.at):
            with acting_as(self.anne):
                actions.assign_host(
                    meeting, registration=seat, shown=turn.pk if turn else None, by=self.anne, at=self.at
                )

    @rule()
    def time_goes_by(self):
        """The next meeting takes place; whoever hosts it has hosted."""
        coming = [meeting for meeting in standing(self.cycle).meetings if is_to_come(meeting, self.at)]
        if len(coming) > 1:
            self.at = coming[0].ends_at
            turn = standing(self.cycle).hosting.get(coming[0].pk)
            if turn:
                with acting_as(self.anne):
                    actions.mark_hosted(turn, by=self.anne, at=self.at)
                self.done[turn.pk] = (turn.meeting_id, turn.registration_id)

    def turn(self, number) -> HostingTurn | None:
        now = standing(self.cycle)
        return now.hosting.get(now.meetings[number].pk)

    @invariant()
    def nobody_shares_a_meeting_and_what_is_done_stays(self):
        if not hasattr(self, "done"):
            return
        held = [turn.meeting_id for turn in HostingTurn.objects.living().filter(meeting__cycle=self.cycle)]
        assert len(held) == len(set(held))
        for pk, facts in self.done.items():
            turn = HostingTurn.objects.get(pk=pk)
            assert (turn.meeting_id, turn.registration_id) == facts and turn.state == TurnState.DONE

    @invariant()
    def whoever_left_hosts_nothing_to_come(self):
        if not hasattr(self, "done"):
            return
        for turn in HostingTurn.objects.living().to_come(self.at).select_related("registration"):
            assert turn.registration.state == State.CONFIRMED

    @invariant()
    def it_is_as_fair_as_it_can_be(self):
        """No meeting stays without host while somebody who hosted least could take it; nobody waits for an answer
        to a second time that somebody without any would take."""
        if not hasattr(self, "done"):
            return
        now = standing(self.cycle)
        if not now.times:
            return
        least = min(now.times.values())
        back = {(t.registration_id, t.meeting_id) for t in now.turns if t.answered_at and t.state == "rendue"}
        for meeting in now.meetings:
            if not is_to_come(meeting, self.at) or meeting.pk in now.hosting:
                continue
            could = [
                person
                for person in now.people
                if now.times[person.pk] == least
                and month_of(meeting) not in person.avoids_months
                and (person.pk, meeting.pk) not in back
            ]
            assert not could, "somebody could host, and nobody asked her"


@pytest.mark.django_db
def test_any_season(people):
    Season.people = [make_user(f"Personne {n}", "benevole") for n in range(6)]
    Season.anne = people.anne
    run_state_machine_as_test(
        Season,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# ── At once ─────────────────────────────────────────────────────────────────────────────────────


def together(*works) -> list:
    """Run these in threads that start at once, each on its own connection."""
    start = threading.Barrier(len(works))

    def one(work):
        start.wait()
        try:
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_propose_at_once():
    people = People()
    cycle = hosted(4, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille", "Denis")
    with acting_as(people.alice):
        now = standing(cycle)
        mark = mark_of(now.rotation(NOW, rearrange=True), now)

    def keep(user):
        def work():
            with acting_as(user):
                return actions.keep_rotation(cycle, mark=mark, by=user, at=NOW)

        return work

    results = together(keep(people.anne), keep(people.alice), keep(people.chloe))
    assert results.count(4) == 1
    assert sum("La rotation a changé" in str(one) for one in results) == 2
    with acting_as_system():
        assert HostingTurn.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_host_confirms_while_her_turn_goes_to_another():
    people = People()
    cycle = hosted(1, facilitators=[people.anne])
    _adele, basile = seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    turn = turn_at(cycle, 1)

    def assign():
        with acting_as(people.anne):
            return actions.assign_host(
                turn.meeting, registration=basile, shown=turn.pk, by=people.anne, at=NOW
            )

    results = together(lambda: answer(turn), assign)
    now = turn_at(cycle, 1)
    assert now.registration_id == basile.pk and now.state == TurnState.PROPOSED
    assert now.meeting.place == "", "the address of whoever no longer hosts is gone"
    assert sum(isinstance(one, Refused) for one in results) <= 1
    with acting_as_system():
        assert HostingTurn.objects.living().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_queues_whoever_gives_turns_past_the_actions():
    """Two second times at once, by raw writes: the trigger counts under the cycle's lock."""
    people = People()
    cycle = hosted(3)
    adele, basile = seated(cycle, "Adèle", "Basile")
    with acting_as_system():
        first, second, third = standing(cycle).meetings
        for meeting, person in ((first, adele), (second, basile)):
            HostingTurn.objects.create(meeting=meeting, registration=person, proposed_at=NOW)

    alice = people.alice

    def give(person):
        def work():
            try:
                with acting_as(alice):
                    HostingTurn.objects.create(meeting=third, registration=person, round=2, proposed_at=NOW)
                return "given"
            except Exception as error:
                return type(error).__name__

        return work

    assert sorted(together(give(adele), give(basile))) == ["IntegrityError", "given"]
