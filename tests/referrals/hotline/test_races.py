"""Real connections: twenty listeners and one shift, two coordinators and one opening, a call while the line closes."""

import uuid

import pytest

from centre.context import acting_as, acting_as_system
from referrals.choices import CallBackState
from referrals.hotline.backs.actions import make_call_back
from referrals.hotline.openings import actions as openings
from referrals.hotline.shifts import actions as shifts
from referrals.models import Call, CallBack, HotlineOpening, Shift
from tests.people import People, make_user
from tests.referrals.hotline import field
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_listeners_take_one_shift_and_one_has_it():
    people = People()
    with acting_as_system():
        field.opened(people.alice)
        shift = field.free_shift()
        listeners = [make_user(f"Écoutant {number}", "ecoutant") for number in range(20)]

    def take(number):
        with acting_as(listeners[number]):
            return shifts.take_shift(shift, by=listeners[number], at=field.AT)

    results = together(20, take)
    assert len(refused(results)) == 19
    assert {refusal.reason for refusal in refused(results)} == {shifts._TAKEN}
    with acting_as_system():
        (kept,) = Shift.objects.kept()
        assert kept.user == next(one for one in results if isinstance(one, Shift)).user


def test_one_listener_never_takes_two_shifts_at_once():
    people = People()
    with acting_as_system():
        opening, lea = field.opened(people.alice), field.lea()
        first = field.free_shift()
        hours = {"day": first.day, "starts": first.starts, "ends": first.ends}
        twins = [first, shifts.add_shift(opening.hotline, **hours, by=people.alice, at=field.AT)]

    def take(number):
        with acting_as(lea):
            return shifts.take_shift(twins[number], by=lea, at=field.AT)

    assert len(refused(together(2, take))) == 1


def test_two_coordinators_open_the_line_once():
    people = People()
    with acting_as_system():
        line, both = field.line(people.alice), [people.alice, people.chloe]

    def begin(number):
        with acting_as(both[number]):
            return openings.open_hotline(line, until=field.UNTIL, by=both[number], at=field.AT)

    assert len(refused(together(2, begin))) == 1
    with acting_as_system():
        assert HotlineOpening.objects.count() == 1 and Shift.objects.count() == 30


def test_a_call_noted_while_the_line_closes_is_counted_or_refused():
    people = People()
    with acting_as_system():
        opening, lea = field.opened(people.alice), field.lea()

    def act(number):
        if number == 0:
            with acting_as(people.alice):
                return openings.close_hotline(opening, closing_note="", by=people.alice, at=field.AT)
        with acting_as(lea):
            return field.call(opening, lea)

    together(5, act)
    with acting_as_system():
        assert HotlineOpening.objects.get().figures["appels"]["total"] == Call.objects.count()


def test_a_call_back_made_by_four_at_once_counts_once():
    people = People()
    with acting_as_system():
        opening, lea = field.opened(people.alice), field.lea()
        call = field.call(opening, lea, call_back_on=field.AT.date(), idempotency_key=uuid.uuid4())
        back = CallBack.objects.select_related("call").get(call=call)

    def make(_):
        with acting_as(lea):
            return make_call_back(
                back, state=CallBackState.DONE, again_on=None, version=1, by=lea, at=field.AT
            )

    assert len(refused(together(4, make))) == 3
    with acting_as_system():
        assert Call.objects.get().call_backs == 1
