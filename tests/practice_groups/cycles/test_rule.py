"""The days that a rule gives: on their weekday, in their span, never on a holiday."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from practice_groups.cycles.rule import Rule, days, holiday

SEASON = {"first": date(2026, 10, 1), "last": date(2027, 6, 30)}


def test_the_first_monday_from_october_to_june():
    found = [one.day for one in days(Rule(weekday=0, which=1, **SEASON))]
    assert found == [
        date(2026, 10, 5),
        date(2026, 11, 2),
        date(2026, 12, 7),
        date(2027, 1, 4),
        date(2027, 2, 1),
        date(2027, 3, 1),
        date(2027, 4, 5),
        date(2027, 5, 3),
        date(2027, 6, 7),
    ]


def test_a_holiday_is_stepped_over_and_said():
    easter_monday = Rule(weekday=0, which=-1, first=date(2027, 3, 1), last=date(2027, 4, 20))
    (moved,) = [one for one in days(easter_monday) if one.instead_of]
    assert (moved.day, moved.instead_of, moved.holiday) == (
        date(2027, 4, 5),
        date(2027, 3, 29),
        "Lundi de Pâques",
    )


def test_belgium_has_its_own_holidays():
    assert holiday(date(2027, 7, 21), "BE") and not holiday(date(2027, 7, 21), "FR")


@given(
    st.integers(0, 6),
    st.sampled_from([0, 1, 2, 3, 4, -1]),
    st.integers(1, 8),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 400),
)
def test_every_day_is_right(weekday, which, every, first, length):
    last = date.fromordinal(first.toordinal() + length)
    found = days(Rule(weekday=weekday, which=which, every=every, first=first, last=last))
    kept = [one.day for one in found]
    assert kept == sorted(set(kept))
    for one in found:
        assert one.day.weekday() == weekday and first <= one.day <= last and not holiday(one.day)
        assert (one.instead_of is None) == (one.holiday == "")
