"""Two treasurers at once, on real connections: numbers never meet, a fee is received once."""

import pytest

from centre.context import acting_as
from centre.refusals import Refused
from practice_groups.fees import actions
from tests.people import People, make_user
from tests.practice_groups.fees import field
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_receipts_at_once_have_eight_numbers_that_follow():
    people = People()
    cycle = field.intervision()
    hers = [field.seated(cycle, make_user(f"Participante {n}", "benevole")) for n in range(8)]
    by = [people.alice, people.chloe]
    numbers = together(8, lambda n: field.paid(hers[n], by[n % 2]).number)
    assert sorted(numbers) == list(range(1, 9))


def test_one_fee_received_by_eight_at_once_is_received_once():
    people = People()
    hers = field.seated(field.intervision(), people.victor)
    by = [people.alice, people.chloe]
    results = together(8, lambda n: field.paid(hers, by[n % 2]))
    assert len(refused(results)) == 7
    assert all("reçu n°" in refusal.reason for refusal in refused(results))
    assert [one.number for one in field.receipts()] == [1]


def test_two_batches_in_opposite_orders_do_not_wait_for_each_other():
    people = People()
    cycle = field.intervision()
    hers = [field.seated(cycle, make_user(f"Participante {n}", "benevole")) for n in range(6)]
    by = [people.alice, people.chloe]

    def note(number):
        chosen = hers if number else hers[::-1]
        with acting_as(by[number]):
            return actions.receive_several(
                chosen, received_on=field.TODAY, means="cheque", by=by[number], at=field.NOW
            )

    results = together(2, note)
    assert len([one for one in results if isinstance(one, Refused)]) == 1
    assert [one.number for one in field.receipts()] == [1, 2, 3, 4, 5, 6]
