"""The contact file: who ticked it and came, with the day she said so; nobody else, ever."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from centre.context import acting_as, acting_as_system, set_actor
from centre.models import User
from networks.models import Contact
from networks.news.contacts.access import agreed
from practice_groups.models import ContactEntry, Registration
from practice_groups.trainings import actions
from tests.people import make_user
from tests.practice_groups.trainings.field import DAY, NOW, file, hold, make_training, register

TODAY = NOW.date()


def test_who_ticked_it_and_came_enters_with_the_day_of_her_word(people):
    cycle = make_training(people.alice)
    ticked, came, away = (
        register(cycle, user, joins=joins)
        for user, joins in ((people.victor, True), (people.omar, False), (people.ines, True))
    )
    hold(cycle.meetings.get(), people.alice, {ticked: "present", came: "present", away: "excuse"})
    assert file() == {people.victor.email: (TODAY, None)}
    with acting_as_system():
        contact = Contact.objects.get()
        assert (contact.name, contact.function) == ("Victor", "Éducatrice")
        assert list(agreed(Contact.objects.all())) == [contact], "she is in what is exported"


def test_a_facilitator_who_may_not_read_the_file_fills_it_by_noting_who_came(people):
    cycle = make_training(people.alice, facilitators=[people.anne])
    ticked = register(cycle, people.victor, joins=True)
    hold(cycle.meetings.get(), people.anne, {ticked: "present"})
    assert people.victor.email in file()
    with acting_as(people.anne):
        assert not Contact.objects.exists()


def test_a_training_that_does_not_invite_enters_nobody(people):
    cycle = make_training(people.alice, invites_contacts=False)
    registration = register(cycle, people.victor, joins=True)
    hold(cycle.meetings.get(), people.alice, {registration: "present"})
    assert file() == {}


def test_another_kind_of_group_enters_nobody(people):
    cycle = make_training(people.alice)
    registration = register(cycle, people.victor, joins=True)
    with acting_as_system():
        cycle.group.kind = "supervision"
        cycle.group.save()
    hold(cycle.meetings.get(), people.alice, {registration: "present"})
    assert file() == {}


@pytest.mark.parametrize(
    ("refused_on", "after"),
    [(TODAY + timedelta(days=3), "refused"), (TODAY, "refused"), (TODAY - timedelta(days=1), "agreed")],
)
def test_a_refusal_of_the_day_or_later_wins_and_a_later_word_lifts_an_older_one(people, refused_on, after):
    with acting_as_system():
        Contact.objects.create(name="Victor", email=people.victor.email.upper(), refused_on=refused_on)
    cycle = make_training(people.alice)
    registration = register(cycle, people.victor, joins=True)
    hold(cycle.meetings.get(), people.alice, {registration: "present"})
    expected = (None, refused_on) if after == "refused" else (TODAY, None)
    assert file() == {people.victor.email.upper(): expected}


def test_the_first_word_is_kept(people):
    before = date(2024, 3, 1)
    with acting_as_system():
        Contact.objects.create(name="Victor", email=people.victor.email, agreed_on=before)
    cycle = make_training(people.alice)
    hold(cycle.meetings.get(), people.alice, {register(cycle, people.victor, joins=True): "present"})
    assert file() == {people.victor.email: (before, None)}


def test_who_asked_to_be_erased_does_not_come_back_with_the_next_day(people):
    days = [(DAY + timedelta(days=7 * n), *_HOURS) for n in range(2)]
    cycle = make_training(people.alice, days=days)
    registration = register(cycle, people.victor, joins=True)
    first, second = cycle.meetings.order_by("starts_at")
    hold(first, people.alice, {registration: "present"})
    with acting_as_system():
        Contact.objects.get().delete()
    hold(second, people.alice, {registration: "present"})
    assert file() == {}


def test_taking_it_back_before_keeps_her_out_and_after_stops_the_mails(people):
    days = [(DAY + timedelta(days=7 * n), *_HOURS) for n in range(2)]
    cycle = make_training(people.alice, days=days)
    early, late = (register(cycle, user, joins=True) for user in (people.victor, people.omar))
    _take_back(early)
    first, second = cycle.meetings.order_by("starts_at")
    hold(first, people.alice, {early: "present", late: "present"})
    assert file() == {people.omar.email: (TODAY, None)}
    _take_back(late)
    hold(second, people.alice, {early: "present", late: "present"})
    assert file() == {people.omar.email: (TODAY, TODAY)}
    with acting_as_system():
        assert not agreed(Contact.objects.all()).exists()


def test_taking_back_here_does_not_touch_what_was_agreed_elsewhere(people):
    with acting_as_system():
        Contact.objects.create(name="Victor", email=people.victor.email, agreed_on=date(2024, 3, 1))
    cycle = make_training(people.alice)
    _take_back(register(cycle, people.victor, joins=True))
    assert file() == {people.victor.email: (date(2024, 3, 1), None)}


def test_noting_again_enters_whoever_was_forgotten_once(people):
    cycle = make_training(people.alice)
    one, two = (register(cycle, user, joins=True) for user in (people.victor, people.omar))
    meeting = cycle.meetings.get()
    hold(meeting, people.alice, {one: "present", two: "absent"})
    hold(meeting, people.alice, {one: "present", two: "present"})
    hold(meeting, people.alice, {one: "present", two: "present"})
    assert sorted(file()) == sorted([people.victor.email, people.omar.email])
    with acting_as_system():
        assert ContactEntry.objects.count() == 2


class Never(TestCase):
    """Whatever is ticked, taken back, refused, noted, and in whatever order."""

    def setUp(self):
        set_actor(User.objects.get(email="systeme@portail.invalid").pk)
        self.alice = make_user("Alice", "coordination")
        self.people = [make_user(name, "benevole") for name in ("Une", "Deux", "Trois")]

    @settings(max_examples=25)
    @given(
        ticks=st.lists(st.booleans(), min_size=3, max_size=3),
        steps=st.lists(
            st.one_of(
                st.tuples(st.just("back"), st.integers(0, 2)),
                st.tuples(st.just("refuse"), st.integers(0, 2)),
                st.tuples(
                    st.just("hold"),
                    st.lists(st.sampled_from(["present", "excuse", "absent"]), min_size=3, max_size=3),
                ),
            ),
            max_size=6,
        ),
    )
    def test_nobody_is_written_to_without_a_word_that_stands(self, ticks, steps):
        set_actor(User.objects.get(email="systeme@portail.invalid").pk)
        cycle = make_training(self.alice)
        meeting = cycle.meetings.get()
        rows = [register(cycle, user, joins=tick) for user, tick in zip(self.people, ticks, strict=True)]
        wishes, came = list(ticks), [False] * 3
        entered = [False] * 3
        for step, what in steps:
            if step == "back":
                _take_back(rows[what])
                wishes[what] = False
            elif step == "refuse":
                with acting_as_system():
                    Contact.objects.filter(email=self.people[what].email).update(refused_on=TODAY)
                wishes[what] = wishes[what] and not entered[what]
            else:
                hold(meeting, self.alice, dict(zip(rows, what, strict=True)))
                came = [state == "present" for state in what]
                entered = [
                    already or (wish and there)
                    for already, wish, there in zip(entered, wishes, came, strict=True)
                ]
        with acting_as_system():
            written = set(agreed(Contact.objects.all()).values_list("email", flat=True))
        expected = {
            user.email
            for user, wish, inside in zip(self.people, wishes, entered, strict=True)
            if wish and inside
        }
        assert written == expected


_HOURS = (make_training.__kwdefaults__["days"][0][1], make_training.__kwdefaults__["days"][0][2])


def _take_back(registration: Registration):
    with acting_as(registration.user):
        return actions.leave_contacts(registration, by=registration.user, at=NOW)
