"""A region's whole queue, from the database to the lines: what the task does for a thousand people."""

from collections import Counter

from benchmarks import highs
from centre.context import acting_as
from networks.models import Therapist
from referrals.models import Plan, PlanLine
from referrals.pairing import matrix, plans
from referrals.pairing.computing import compute
from referrals.pairing.queue import waiting
from referrals.pairing.tasks import compute_plan
from tests.referrals import makers
from tests.referrals.pairing import field


def test_a_thousand_people_two_hundred_therapists_a_hundred_and_fifty_interpreters(people, monkeypatch):
    """Every line keeps every hard rule, told another way; the total is the optimum, by HiGHS; the page is told."""
    field.scattered(7, people.alice, people=1000, therapists=200, interpreters=150)
    room = {one.pk: field.places(one) for one in Therapist.objects.all()}
    told = []
    monkeypatch.setattr("referrals.pairing.computing._tell", lambda plan, progress: told.append(progress))
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    compute_plan(str(plan.pk))
    plan = Plan.objects.get(pk=plan.pk)
    assert plan.state == "pret" and len(set(told)) > 10 and told == sorted(told)
    lines = list(
        PlanLine.objects.filter(plan=plan).select_related("referral__person", "therapist", "interpreter")
    )
    placed = [line for line in lines if line.therapist]
    assert len(lines) == plan.people == 1000 and len(placed) == plan.placed > 100
    assert not [
        line for line in placed if field.broken(line.referral.person, line.therapist, line.interpreter)
    ]
    for pk, taken in Counter(line.therapist_id for line in placed).items():
        assert taken <= (1 if room[pk] is None else room[pk])
    with acting_as(people.alice):
        instance = matrix.read(waiting(makers.AT.date()))
    matrix.fill(instance)
    best = highs.best(instance.cells, instance.seats, instance.last, instance.waits)
    assert best == (plan.placed, plan.cost) == (plan.placed, sum(line.cost for line in lines))
    assert (plan.greedy_placed, -plan.greedy_cost) < (plan.placed, -plan.cost)


def test_a_plan_computed_twice_is_computed_once(people):
    field.scattered(3, people.alice)
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    for _ in range(2):
        compute(plan.pk)
    assert PlanLine.objects.filter(plan=plan).count() == 12
