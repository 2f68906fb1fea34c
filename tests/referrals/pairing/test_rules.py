"""Hard rules are never broken, whatever is asked: by the ranked list, by a proposal, by a plan."""

import pytest

from centre.context import acting_as
from centre.refusals import Refused
from networks.models import Interpreter, Therapist
from referrals.care import actions as cares
from referrals.models import Care, Exclusion, PlanLine
from referrals.pairing import candidates as pairing
from referrals.pairing import plans
from referrals.pairing.computing import compute
from tests.people import make_user
from tests.referrals import makers
from tests.referrals.pairing import field

SEEDS = range(12)


def allowed(person, therapist, interpreter) -> bool:
    try:
        pairing.may_be_paired(person, therapist, interpreter)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_every_rule_told_another_way_says_the_same(people, seed):
    """Each person before each therapist, alone and with each interpreter: allowed exactly when no rule is broken."""
    referrals = field.scattered(seed, people.alice, people=5)
    seen = set()
    for referral in referrals:
        for therapist in Therapist.objects.all():
            for interpreter in [None, *Interpreter.objects.all()]:
                right = not field.broken(referral.person, therapist, interpreter) and (
                    field.places(therapist) != 0
                )
                assert allowed(referral.person, therapist, interpreter) == right, (
                    referral.person.__dict__,
                    therapist.__dict__,
                    interpreter and interpreter.__dict__,
                )
                seen.add(right)
    assert seen == {True, False}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_offers_what_is_allowed_all_of_it_and_nothing_else(people, seed):
    for referral in field.scattered(seed, people.alice, people=6):
        person = referral.person
        found = pairing.candidates(person)
        offered = {
            (one.therapist.pk, option.interpreter.pk if option.helper else None)
            for one in found
            for option in one.options
        }
        right = {
            (therapist.pk, interpreter.pk if interpreter else None)
            for therapist in Therapist.objects.all()
            if field.places(therapist) != 0
            for interpreter in [None, *Interpreter.objects.all()]
            if not field.broken(person, therapist, interpreter)
        }
        assert offered == right
        assert [one.cost for one in found] == sorted(one.cost for one in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_of_a_plan_breaks_a_rule_and_every_one_is_accepted(people, seed):
    field.scattered(seed, people.alice)
    plan = plans.request_plan(by=people.alice, at=makers.AT)
    compute(plan.pk)
    lines = list(
        PlanLine.objects.filter(plan=plan).select_related("referral__person", "therapist", "interpreter")
    )
    assert len(lines) == 12
    room = {therapist.pk: field.places(therapist) for therapist in Therapist.objects.all()}
    for line in lines:
        if line.therapist:
            assert not field.broken(line.referral.person, line.therapist, line.interpreter)
    for pk, places in room.items():
        taken = sum(line.therapist_id == pk for line in lines)
        assert taken <= (1 if places is None else places)
    done = plans.accept_plan(plan, by=people.alice, at=makers.AT)
    assert (done.accepted, done.stale, done.left) == (sum(bool(line.therapist) for line in lines), 0, 0)
    assert Care.objects.filter(state="proposee").count() == done.accepted


def test_open_proposals_hold_places(people):
    first, second = (field.waiting(people.alice, languages=["fra"]) for _ in range(2))
    tara = field.therapist(1, capacity=1)
    assert [one.therapist for one in pairing.candidates(second.person)] == [tara]
    cares.propose(first, therapist=tara, interpreter=None, by=people.alice, at=makers.AT)
    assert pairing.candidates(second.person) == []
    with pytest.raises(Refused, match="plus de place"):
        cares.propose(second, therapist=tara, interpreter=None, by=people.alice, at=makers.AT)


def test_an_account_that_closed_is_proposed_to_nobody(people):
    referral = field.waiting(people.alice, languages=["fra"])
    gone = make_user("Partie")
    tara = makers.therapist(gone)
    assert pairing.candidates(referral.person) == []
    with pytest.raises(Refused, match="plus accès"):
        pairing.may_be_paired(referral.person, tara, None)


def test_farthest_is_never_passed_but_by_who_is_received_at_a_distance(people):
    here = field.waiting(people.alice, languages=["fra"], commune="30189")
    afar = field.waiting(people.alice, languages=["fra"], commune="30189", modalities=["telephone"])
    field.therapist(1, communes=["34032"])  # Béziers, some 105 km from Nîmes
    field.weigh(farthest_km=90)
    assert pairing.candidates(here.person) == []
    assert [one.cost for one in pairing.candidates(afar.person)] == [0]
    field.weigh(farthest_km=120)
    assert len(pairing.candidates(here.person)) == 1


def test_an_exclusion_binds_even_who_may_not_read_it(people):
    """Row-level security hides exclusions from a therapist; what she asks for meets them all the same."""
    referral = field.waiting(people.alice, languages=["fra"])
    tara = makers.therapist(people.tara)
    Exclusion.objects.create(
        person=referral.person, therapist=tara, added_by=people.alice, added_at=makers.AT
    )
    with acting_as(people.tara):
        assert not Exclusion.objects.exists()
        with pytest.raises(Refused, match="exclusion"):
            pairing.may_be_paired(referral.person, tara, None)
