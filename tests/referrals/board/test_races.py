"""Two coordinators at the board at once, on real connections."""

import pytest

from centre.context import acting_as, acting_as_system
from referrals.board import actions
from referrals.models import Referral, ReferralStep
from referrals.states import State
from tests.people import People
from tests.referrals import makers
from tests.referrals.test_concurrency import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_coordinators_take_the_same_twenty_each_card_is_owned_once_and_each_is_told():
    people = People()
    with acting_as_system():
        sent = [makers.referral(people.omar) for _ in range(20)]
    chosen = [(one.pk, one.version) for one in sent]
    both = [people.alice, people.chloe]

    def take(number):
        mine = chosen if number == 0 else chosen[::-1]
        with acting_as(both[number]):
            return actions.take_many(chosen=mine, by=both[number], at=makers.AT)

    results = together(2, take)
    taken = [{one.pk for one in done.taken} for done in results]
    assert not taken[0] & taken[1] and len(taken[0] | taken[1]) == 20
    assert [len(done.taken) + len(done.left) for done in results] == [20, 20]
    with acting_as_system():
        for number, user in enumerate(both):
            assert set(Referral.objects.filter(owner=user).values_list("pk", flat=True)) == taken[number]
            other = both[1 - number]
            assert all(f"déjà prise par {other}" in said for said in results[number].left)
        assert set(Referral.objects.values_list("version", flat=True)) == {2}
        assert ReferralStep.objects.filter(state=State.STUDIED).count() == 20
