"""Who is free when: her usual week, her absences, the wall clock. SQL and Python say the same."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.models import Absence, Interpreter, Therapist, WeeklySlot
from tests.networks.profiles.wall_clock import AWAY, ELSEWHERE, is_available, why_not

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 3, 2)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays on which the clocks change


def wall(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, fold=fold), tzinfo=PARIS).astimezone(UTC)


def slot(weekday: int, starts: int, ends: int) -> WeeklySlot:
    return WeeklySlot(weekday=weekday, starts=time(starts), ends=time(ends))


def test_nobody_who_declares_no_slot_is_thought_away():
    assert is_available([], [], wall(MONDAY, 3), wall(MONDAY, 4))
    assert is_available([], [], wall(MONDAY, 23), wall(MONDAY + timedelta(days=1), 1))


def test_all_of_it_must_be_in_her_hours():
    week = [slot(1, 9, 12), slot(2, 14, 18)]
    assert is_available(week, [], wall(MONDAY, 9), wall(MONDAY, 12))
    assert why_not(week, [], wall(MONDAY, 11), wall(MONDAY, 13)) == ELSEWHERE
    assert why_not(week, [], wall(MONDAY, 14), wall(MONDAY, 15)) == ELSEWHERE
    assert why_not(week, [], wall(MONDAY + timedelta(days=2), 9), wall(MONDAY + timedelta(days=2), 10))


def test_two_slots_that_touch_are_one():
    assert is_available([slot(1, 9, 12), slot(1, 12, 14)], [], wall(MONDAY, 11), wall(MONDAY, 13))
    assert not is_available([slot(1, 9, 12), slot(1, 13, 14)], [], wall(MONDAY, 11), wall(MONDAY, 14))


def test_both_ends_of_an_absence_are_away():
    away = [Absence(starts_on=MONDAY, ends_on=MONDAY + timedelta(days=2))]
    for day, reason in ((-1, ""), (0, AWAY), (2, AWAY), (3, "")):
        there = MONDAY + timedelta(days=day)
        assert why_not([], away, wall(there, 9), wall(there, 10)) == reason
    assert why_not([], away, wall(MONDAY - timedelta(days=1), 23), wall(MONDAY, 1)) == AWAY
    assert why_not([], away, wall(MONDAY - timedelta(days=1), 23), wall(MONDAY, 0)) == ""


def test_no_slot_holds_a_night():
    week = [slot(1, 20, 23), slot(2, 0, 6)]
    tomorrow = MONDAY + timedelta(days=1)
    assert why_not(week, [], wall(MONDAY, 22), wall(tomorrow, 1)) == ELSEWHERE
    assert why_not([slot(1, 0, 23)], [], wall(MONDAY, 22), wall(tomorrow, 22)) == ELSEWHERE


@pytest.mark.parametrize("day", [SPRING, AUTUMN, SPRING - timedelta(days=7), AUTUMN + timedelta(days=7)])
def test_nine_is_nine_whatever_the_clocks_do(day):
    week = [slot(7, 9, 12)]
    assert is_available(week, [], wall(day, 9), wall(day, 12))
    assert not is_available(week, [], wall(day, 9) - timedelta(minutes=1), wall(day, 12))
    assert not is_available(week, [], wall(day, 9), wall(day, 12) + timedelta(minutes=1))


def test_the_nights_the_clocks_change():
    night = [slot(7, 1, 5)]
    assert is_available(night, [], wall(SPRING, 1), wall(SPRING, 5))  # three hours that day
    assert is_available(night, [], wall(AUTUMN, 1), wall(AUTUMN, 5))  # five hours that day
    told_twice = wall(AUTUMN, 2, 30, fold=0), wall(AUTUMN, 2, 30, fold=1)
    assert told_twice[1] - told_twice[0] == timedelta(hours=1)
    assert why_not(night, [], *told_twice) == ELSEWHERE


# ── SQL and Python ──────────────────────────────────────────────────────────────────────────────
DAYS = st.sampled_from([MONDAY, MONDAY + timedelta(days=6), SPRING, AUTUMN, SPRING + timedelta(days=1)])
WEEKS = st.lists(
    st.tuples(st.sampled_from([1, 7]), st.integers(0, 23), st.integers(1, 6)).map(
        lambda one: (one[0], one[1], min(23, one[1] + one[2]))
    ),
    max_size=5,
)
AWAYS = st.lists(st.tuples(DAYS, st.integers(0, 2)), max_size=2)
MOMENTS = st.tuples(DAYS, st.integers(-60, 26 * 60), st.integers(1, 30 * 60)).map(
    lambda one: (
        wall(one[0], 0) + timedelta(minutes=one[1]),
        wall(one[0], 0) + timedelta(minutes=one[1] + one[2]),
    )
)
SHORT = st.tuples(DAYS, st.integers(0, 24 * 12), st.integers(1, 24)).map(
    lambda one: (
        wall(one[0], 0) + timedelta(minutes=5 * one[1]),
        wall(one[0], 0) + timedelta(minutes=5 * (one[1] + one[2])),
    )
)


@pytest.mark.parametrize("model", [Interpreter, Therapist])
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(week=WEEKS, aways=AWAYS, moment=MOMENTS | SHORT)
def test_the_database_agrees(portal, model, week, aways, moment):
    with transaction.atomic():
        somebody = model.objects.create(code="P-1")
        mine = {model._meta.model_name: somebody}
        for weekday, starts, ends in week:
            try:
                with transaction.atomic():
                    WeeklySlot.objects.create(**mine, weekday=weekday, starts=time(starts), ends=time(ends))
            except IntegrityError:
                continue  # it overlaps, or ends as it starts: refused
        for day, length in aways:
            Absence.objects.create(**mine, starts_on=day, ends_on=day + timedelta(days=length))
        slots, absences = list(somebody.weeklyslots.all()), list(somebody.absences.all())
        free = model.objects.available_for(*moment).exists()
        assert free == is_available(slots, absences, *moment)
        transaction.set_rollback(True)


def test_one_statement_however_many(portal, django_assert_num_queries):
    for number in range(30):
        one = Interpreter.objects.create(code=f"I-{number}")
        if number % 3 == 0:
            WeeklySlot.objects.create(interpreter=one, weekday=1, starts="09:00", ends="12:00")
        if number % 3 == 1:
            Absence.objects.create(interpreter=one, starts_on=MONDAY, ends_on=MONDAY)
    with django_assert_num_queries(1):
        assert len(Interpreter.objects.available_for(wall(MONDAY, 9), wall(MONDAY, 10))) == 20
    with django_assert_num_queries(1):
        assert len(Interpreter.objects.available_for(wall(MONDAY, 13), wall(MONDAY, 14))) == 10


@pytest.mark.parametrize(
    ("starts", "ends"), [("22:00", "01:00"), ("09:00", "09:00")], ids=["across midnight", "empty"]
)
def test_a_slot_ends_after_it_starts_on_the_same_day(portal, starts, ends):
    one = Interpreter.objects.create(code="I-1")
    with pytest.raises(IntegrityError, match=r"slot_ends_after_it_starts|lower bound"), transaction.atomic():
        WeeklySlot.objects.create(interpreter=one, weekday=1, starts=starts, ends=ends)
