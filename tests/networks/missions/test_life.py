"""★ Any story of missions: one holder at most, occupations are exactly those of the living, none overlaps."""

from datetime import UTC, datetime, time, timedelta

from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.choices import MissionState, OfferState
from networks.missions import actions
from networks.missions.models import BLOCKING
from networks.missions.offers import actions as offers
from networks.missions.states import MOVES, TO_OFFER
from networks.models import Interpreter, Mission, MissionOffer, Occupation
from tests.networks.missions import field

CROWD = 4


class Story(RuleBasedStateMachine):
    """Four interpreters, a therapist and a coordinator; requests of one day, so that hours meet."""

    people = None
    crowd: list[Interpreter] = []

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.at, self.seen = field.AT, {}
        for number in range(3):
            self.ask(hour=8 + number, minutes=60, travel=number * 15)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def attempt(self, by, verb, *args, **typed):
        try:
            with acting_as(by):
                return verb(*args, by=by, at=self.at, **typed)
        except Refused:
            return None

    def one(self, rows, number):
        with acting_as_system():
            found = list(rows)
        return found[number % len(found)] if found else None

    number = st.integers(0, 50)

    @rule(
        hour=st.integers(8, 17),
        minutes=st.sampled_from([30, 45, 60, 90]),
        travel=st.sampled_from([0, 15, 30]),
    )
    def ask(self, hour, minutes, travel):
        until = (datetime(2026, 3, 9, hour) + timedelta(minutes=minutes)).time()
        typed = field.asking(hour=time(hour), until=until, travel_minutes=travel)
        self.attempt(self.people.tara, actions.request_mission, **typed)

    @rule(number=number, who=st.sets(st.integers(0, CROWD - 1), min_size=1))
    def offer(self, number, who):
        mission = self.one(Mission.objects.filter(state__in=TO_OFFER).order_by("pk"), number)
        if mission:
            chosen = [self.crowd[one] for one in who]
            self.attempt(self.people.alice, offers.offer_mission, mission, interpreters=chosen)

    @rule(number=number, accepted=st.sampled_from([True, True, False]), by_phone=st.booleans())
    def answer(self, number, accepted, by_phone):
        """Any offer, living or not: an old link is pressed too."""
        offer = self.one(
            MissionOffer.objects.select_related("mission", "interpreter__user").order_by("pk"), number
        )
        if offer:
            by = self.people.alice if by_phone else offer.interpreter.user
            self.attempt(by, offers.answer_offer, offer, accepted=accepted)

    @rule(number=number)
    def take_back(self, number):
        rows = MissionOffer.objects.filter(state=OfferState.OFFERED).select_related("mission", "interpreter")
        offer = self.one(rows.order_by("pk"), number)
        if offer:
            self.attempt(self.people.alice, offers.withdraw_offer, offer)

    @rule(number=number)
    def withdraw(self, number):
        mission = self.one(Mission.objects.exclude(interpreter=None).order_by("pk"), number)
        if mission:
            by = next(one.user for one in self.crowd if one.pk == mission.interpreter_id)
            self.attempt(by, actions.withdraw_mission, mission, reason="")

    @rule(number=number, therapist=st.booleans())
    def cancel(self, number, therapist):
        mission = self.one(Mission.objects.order_by("pk"), number)
        by = self.people.tara if therapist else self.people.alice
        self.attempt(by, actions.cancel_mission, mission, reason="x", due=True)

    @rule(number=number)
    def confirm(self, number):
        mission = self.one(Mission.objects.filter(state=MissionState.ACCEPTED).order_by("pk"), number)
        if mission:
            self.attempt(self.people.alice, actions.confirm_mission, mission)

    @rule(number=number)
    def refuse(self, number):
        mission = self.one(Mission.objects.order_by("pk"), number)
        self.attempt(self.people.alice, actions.refuse_mission, mission, reason="x")

    @rule(number=number)
    def hold(self, number):
        """It takes place a week later; the story goes on before it."""
        mission = self.one(Mission.objects.filter(state=MissionState.CONFIRMED).order_by("pk"), number)
        if mission:
            by = next(one.user for one in self.crowd if one.pk == mission.interpreter_id)
            self.at = mission.ends_at
            self.attempt(by, actions.declare_held, mission, duration=60)
            self.at = field.AT

    @rule()
    def lapse(self):
        """The clock at noon of that day: what began without anybody is closed."""
        noon = datetime(2026, 3, 9, 11, tzinfo=UTC)
        with acting_as_system():
            for mission in Mission.objects.filter(state__in=TO_OFFER, starts_at__lte=noon):
                actions.lapse_offers(mission, by=self.people.alice, at=noon)

    @invariant()
    def occupations_are_those_of_the_living(self):
        if not hasattr(self, "undo"):
            return
        with acting_as_system():
            held = {
                (one.pk, one.interpreter_id)
                for one in Mission.objects.filter(state__in=BLOCKING)
                if one.interpreter_id
            }
            living = set(
                MissionOffer.objects.filter(state=OfferState.OFFERED).values_list("mission", "interpreter")
            )
            occupied = list(Occupation.objects.values_list("mission", "interpreter"))
        assert len(occupied) == len(set(occupied))
        assert set(occupied) == held | living
        assert field.overlaps() == 0

    @invariant()
    def a_mission_says_what_its_offers_say(self):
        if not hasattr(self, "undo"):
            return
        with acting_as_system():
            for mission in Mission.objects.prefetch_related("offers"):
                states = [offer.state for offer in mission.offers.all()]
                assert (mission.state == MissionState.OFFERED) == (OfferState.OFFERED in states)
                assert states.count(OfferState.ACCEPTED) <= 1
                taken = mission.state in (*BLOCKING, MissionState.LATE_CANCELLED)
                assert not taken or mission.interpreter_id
                assert not (mission.state in TO_OFFER and mission.interpreter_id)

    @invariant()
    def states_move_as_the_table_says(self):
        if not hasattr(self, "undo"):
            return
        with acting_as_system():
            now = dict(Mission.objects.values_list("pk", "state"))
        for pk, state in now.items():
            assert state == self.seen.get(pk, state) or _reachable(self.seen[pk], state)
        self.seen = now


def _reachable(origin: str, target: str) -> bool:
    """Within two moves: an action may refuse after offering, in one breath."""
    return target in MOVES[origin] or any(target in MOVES[between] for between in MOVES[origin])


def test_any_story_of_missions(people):
    Story.people = people
    Story.crowd = field.interpreters(CROWD)
    people.tara, people.alice  # noqa: B018
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


minutes = st.integers(0, 600)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    slots=st.lists(
        st.tuples(st.integers(0, 600), st.integers(15, 180), st.sampled_from([0, 15, 30, 60])),
        min_size=2,
        max_size=6,
    )
)
def test_whatever_the_hours_and_the_travel_the_database_keeps_one_place(people, slots):
    """Written around the actions: what the database lets in is what arithmetic says is free, no more, no less."""
    with transaction.atomic():
        ines = field.interpreter(people.ines)
        free: list[tuple[datetime, datetime]] = []
        for start, length, travel in slots:
            begins = datetime(2026, 3, 9, 6, tzinfo=UTC) + timedelta(minutes=start)
            ends, around = begins + timedelta(minutes=length), timedelta(minutes=travel)
            fits = all(ends + around <= low or high <= begins - around for low, high in free)
            try:
                with transaction.atomic(), acting_as_system():
                    Mission.objects.create(
                        interpreter=ines,
                        language="prs",
                        day=begins.date(),
                        starts_at=begins,
                        ends_at=ends,
                        modality="telephone",
                        travel_minutes=travel,
                        state=MissionState.ACCEPTED,
                        requested_by=people.tara,
                    )
            except IntegrityError as error:
                assert "interpreter_in_one_place" in str(error)
                assert not fits
            else:
                assert fits
                free.append((begins - around, ends + around))
        assert field.overlaps() == 0
        assert Occupation.objects.count() == len(free)
        transaction.set_rollback(True)
