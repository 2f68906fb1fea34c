"""The days that a rule gives: on their weekday, in their span, never on a day off; and the rule behind some days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from practice_groups.cycles.rule import Rule, a_year_later, days, guessed, holiday, kept_days, off

SEASON = {"first": date(2026, 10, 1), "last": date(2027, 6, 30)}
AUTUMN = ((date(2026, 10, 17), date(2026, 11, 1)),)

rules = st.builds(
    lambda weekday, which, every, first, length: Rule(
        weekday, which, first, first + timedelta(length), every
    ),
    st.integers(0, 6),
    st.sampled_from([0, 1, 2, 3, 4, -1]),
    st.integers(1, 8),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 366),
)


def test_the_first_monday_from_october_to_june():
    assert kept_days(Rule(weekday=0, which=1, **SEASON)) == [
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


def test_once_a_month_a_holiday_is_put_a_week_later_and_said():
    (easter,) = [one for one in days(Rule(0, -1, date(2027, 3, 1), date(2027, 4, 20))) if one.reason]
    assert (easter.wanted, easter.kept, easter.reason) == (
        date(2027, 3, 29),
        date(2027, 4, 5),
        "Lundi de Pâques",
    )


def test_every_week_a_holiday_is_left_out_and_said():
    mondays = Rule(0, 0, date(2027, 3, 22), date(2027, 4, 12))
    assert kept_days(mondays) == [date(2027, 3, 22), date(2027, 4, 5), date(2027, 4, 12)]
    assert [(one.wanted, one.kept) for one in days(mondays) if one.reason] == [(date(2027, 3, 29), None)]


def test_one_that_finds_no_other_week_before_the_end_is_said_too():
    may = Rule(5, 1, date(2027, 5, 1), date(2027, 5, 7))  # Saturday 1 May, and nothing after
    assert [(one.kept, one.reason) for one in days(may)] == [(None, "Fête du Travail")]


def test_school_holidays_are_stepped_over_when_they_are_given():
    third_mondays = Rule(0, 3, date(2026, 10, 1), date(2026, 11, 30), pauses=AUTUMN)
    assert [(one.wanted, one.kept, one.reason) for one in days(third_mondays)] == [
        (date(2026, 10, 19), date(2026, 11, 2), "semaine sans rencontre"),
        (date(2026, 11, 16), date(2026, 11, 16), ""),
    ]


def test_belgium_has_its_own_holidays():
    assert holiday(date(2027, 7, 21), "BE") and not holiday(date(2027, 7, 21), "FR")
    assert holiday(date(2027, 7, 14), "FR") and not holiday(date(2027, 7, 14), "BE")


@given(rules)
def test_every_day_is_right_and_each_one_wanted_is_answered_for(rule):
    found = days(rule)
    kept = [one.kept for one in found if one.kept]
    assert len(set(kept)) == len(kept)
    for one in found:
        assert one.wanted.weekday() == rule.weekday and rule.first <= one.wanted <= rule.last
        assert bool(one.reason) == (one.kept != one.wanted)
        if one.kept:
            assert one.kept.weekday() == rule.weekday
            assert one.wanted <= one.kept <= rule.last and not off(one.kept, rule)


@given(st.integers(0, 6), st.sampled_from([1, 2, 3, 4, -1]), st.integers(2020, 2035), st.integers(3, 9))
def test_the_rule_of_a_monthly_season_is_read_off_its_days(weekday, which, year, months):
    """Its dates the year after are those of the same rule: no drift of a week in a leap year."""
    first, last = date(year, 10, 1), date(year + 1, months, 28) + timedelta(days=2)
    made = Rule(weekday, which, first, last.replace(day=28))
    if len(kept_days(made)) >= 5:
        assert guessed(kept_days(made)).weekday == weekday
        again = a_year_later(guessed(kept_days(made)))
        wanted = [one.wanted for one in days(again)]
        assert all(day.weekday() == weekday and day.year in (year + 1, year + 2) for day in wanted)
        fourth_and_last = {which, guessed(kept_days(made)).which} <= {4, -1}
        assert guessed(kept_days(made)).which == which or fourth_and_last


def test_a_season_every_two_weeks_is_read_too():
    mondays = [date(2026, 10, 5) + timedelta(weeks=2 * n) for n in range(8)]
    rule = guessed(mondays)
    assert (rule.which, rule.every, rule.weekday) == (0, 2, 0)
    assert kept_days(a_year_later(rule))[0] == date(2027, 10, 4)


def test_no_meeting_no_rule():
    assert guessed([]) is None
