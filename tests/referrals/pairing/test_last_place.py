"""Real connections: the last place of a therapist is promised once, whoever asks and however."""

import pytest

from centre.context import acting_as, acting_as_system
from networks.models import Therapist
from referrals.care import actions as cares
from referrals.models import Care, PlanLine
from referrals.pairing import plans
from referrals.pairing.computing import compute
from tests.people import People
from tests.referrals import makers
from tests.referrals.pairing import field
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def _two_lines(people) -> list[PlanLine]:
    """Two lines for the two places of a therapist, of which she then gives back one."""
    with acting_as_system():
        for _ in range(2):
            field.waiting(people.alice, languages=["fra"])
        field.therapist(1, capacity=2)
    with acting_as(people.alice):
        plan = plans.request_plan(by=people.alice, at=makers.AT)
    compute(plan.pk)
    with acting_as_system():
        Therapist.objects.update(capacity=1)
        return list(PlanLine.objects.all())


def test_two_coordinators_accept_lines_for_the_last_place():
    people = People()
    lines, both = _two_lines(people), [people.alice, people.chloe]

    def accept(number):
        with acting_as(both[number]):
            return plans.accept_line(lines[number], by=both[number], at=makers.AT)

    results = together(2, accept)
    assert sorted(line.state for line in results) == ["acceptee", "perimee"]
    (stale,) = (line for line in results if line.state == "perimee")
    assert "plus de place" in stale.reasons[-1]
    with acting_as_system():
        assert Care.objects.filter(state="proposee").count() == 1


def test_eight_proposals_race_for_the_last_place():
    people = People()
    with acting_as_system():
        tara = field.therapist(1, capacity=1)
        waiting = [field.waiting(people.alice, languages=["fra"]) for _ in range(8)]
    both = [people.alice, people.chloe]

    def propose(number):
        by = both[number % 2]
        with acting_as(by):
            return cares.propose(waiting[number], therapist=tara, interpreter=None, by=by, at=makers.AT)

    assert len(refused(together(8, propose))) == 7
    with acting_as_system():
        assert Care.objects.count() == 1


def test_the_same_line_pressed_twice_is_one_proposal():
    people = People()
    line = _two_lines(people)[0]

    def accept(number):
        with acting_as(people.alice):
            return plans.accept_line(line, by=people.alice, at=makers.AT)

    assert len(refused(together(2, accept))) == 1
    with acting_as_system():
        assert Care.objects.count() == 1


def test_a_whole_plan_and_a_proposal_by_hand_do_not_lock_each_other():
    people = People()
    lines = _two_lines(people)
    with acting_as_system():
        Therapist.objects.update(capacity=2)

    def act(number):
        if number == 0:
            with acting_as(people.alice):
                return plans.accept_plan(lines[0].plan, by=people.alice, at=makers.AT)
        with acting_as(people.chloe):
            return cares.propose(
                lines[1].referral,
                therapist=lines[1].therapist,
                interpreter=None,
                by=people.chloe,
                at=makers.AT,
            )

    together(2, act)
    with acting_as_system():
        assert Care.objects.filter(state="proposee").count() == 2
