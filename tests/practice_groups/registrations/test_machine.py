"""★ Any story of a waiting list: seats, shares of two sectors, offers, closed accounts, seats added and taken away."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from centre.context import acting_as, acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups import actions
from practice_groups.models import Cycle, Registration
from practice_groups.states import HOLDING, State
from tests.people import make_user
from tests.practice_groups.field import NOW, join, make_cycle

SECTORS = ("social", "sante_mentale", "autre")
PEOPLE = 12
shares = st.one_of(st.none(), st.integers(0, 4))


class WaitingList(RuleBasedStateMachine):
    """Twelve people, one to five seats, two shares or none, and plain lists beside the database to compare with."""

    people: list[User] = []

    @initialize(
        seats=st.integers(1, 5),
        social=shares,
        mental=shares,
        crowd=st.lists(st.sampled_from(SECTORS), max_size=PEOPLE),
    )
    def open(self, seats, social, mental, crowd):
        """A story begins with a crowd already registered: most of what can go wrong needs a queue."""
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now, self.seats = NOW, seats
        self.most = {"social": social, "sante_mentale": mental, "autre": None}
        far = NOW + timedelta(days=3000)  # however long the story
        self.cycle = make_cycle(
            seats, closes_at=far, ends_on=far.date(), most_social=social, most_mental=mental
        )
        self.held: dict[int, str] = {}  # user → confirmed or offered
        self.line: list[int] = []  # users who wait, first come first
        self.sector: dict[int, str] = {}
        self.closed: set[int] = set()
        for who, sector in enumerate(crowd):
            self.register(who=who, sector=sector)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def may_sit(self, who) -> bool:
        sector = self.sector[who]
        held = sum(self.sector[one] == sector for one in self.held)
        return len(self.held) < self.seats and (self.most[sector] is None or held < self.most[sector])

    def promote(self):
        """What must happen after each release: the first in line who can answer and whose sector has room."""
        for who in list(self.line):
            if who not in self.closed and self.may_sit(who):
                self.line.remove(who)
                self.held[who] = State.OFFERED

    def do(self, verb, who):
        """Carry out a verb in this person's name; its refusal, or None."""
        person = self.people[who]
        registration = Registration.objects.of(person).filter(cycle=self.cycle).order_by("-pk").first()
        if registration is None:
            return "no registration"
        try:
            with acting_as(person):
                verb(registration, by=person, at=self.now)
        except Refused as refusal:
            return refusal.reason
        return None

    who = st.integers(0, PEOPLE - 1)

    @rule(who=who, sector=st.sampled_from(SECTORS))
    def register(self, who, sector):
        try:
            registration = join(self.cycle, self.people[who], sector=sector, at=self.now)
        except Refused:
            assert who in self.held or who in self.line
            return
        assert who not in self.held and who not in self.line
        self.sector[who] = sector
        self.promote()
        if self.may_sit(who):
            self.held[who] = State.CONFIRMED
        else:
            self.line.append(who)
            rank = f"{len(self.line)}{'re' if len(self.line) == 1 else 'e'} sur"
            assert registration.place.startswith(rank)

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
        self.hour_strikes()
        self.held = {who: state for who, state in self.held.items() if state == State.CONFIRMED}
        self.promote()

    def hour_strikes(self):
        with acting_as_system():
            actions.expire_offers(self.cycle, by=self.people[0], at=self.now)

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
        """Whoever comes back is offered what is free by the hourly task at the latest."""
        self.closed ^= {who}
        person = self.people[who]
        person.is_active = who not in self.closed
        with acting_as_system():
            person.save(update_fields=["is_active"])
        self.hour_strikes()
        self.promote()

    @invariant()
    def the_database_agrees(self):
        if not hasattr(self, "cycle"):
            return
        with acting_as_system():
            cycle = Cycle.objects.get(pk=self.cycle.pk)
            living = list(cycle.registrations.living().order_by("pk"))
        held = [one for one in living if one.state in HOLDING]
        line = [one for one in living if one.state == State.WAITING]
        assert len(held) == cycle.taken <= cycle.seats == self.seats
        assert {one.user_id: one.state for one in held} == self.named(self.held)
        assert [one.user_id for one in line] == [self.people[who].pk for who in self.line]
        assert cycle.queue == [one.pk for one in line] == sorted(cycle.queue)
        shares = {"social": cycle.taken_social, "sante_mentale": cycle.taken_mental}
        for sector, taken in shares.items():
            assert taken == sum(one.sector == sector for one in held)
            assert self.most[sector] is None or taken <= self.most[sector]
        self.nobody_is_skipped_without_a_reason(held, line)
        self.no_seat_is_idle(cycle, line, shares)

    def named(self, held):
        return {self.people[who].pk: state for who, state in held.items()}

    def nobody_is_skipped_without_a_reason(self, held, line):
        last = max((one.pk for one in held), default=0)
        for one in line:
            assert one.passed_over or one.pk > last, (
                "somebody who came later has a seat, and she reads nothing"
            )

    def no_seat_is_idle(self, cycle, line, shares):
        if not cycle.free_seats:
            return
        closed = {self.people[who].pk for who in self.closed}
        for one in line:
            most = self.most[one.sector]
            assert one.user_id in closed or (most is not None and shares[one.sector] >= most)
            assert one.passed_over


def test_any_story_keeps_the_seats_the_shares_and_the_order(portal):
    WaitingList.people = [make_user(f"Personne {n}", "benevole") for n in range(PEOPLE)]
    run_state_machine_as_test(
        WaitingList,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
