"""The tallies, on rows made up at random: what must hold of any year."""

from collections import Counter
from datetime import date, time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from observatory import tally
from referrals.hotline import tally as hotline

counts = st.none() | st.integers(0, 40)
held = st.fixed_dictionaries(
    {
        "state": st.just("tenue"),
        "rubric": st.sampled_from(["1", "2.1", ""]),
        "type": st.sampled_from(["reunion", "atelier"]),
        "modality": st.sampled_from(["", "visio", "presentiel"]),
        "host": st.sampled_from(["", "CCAS"]),
        "professionals": counts,
        "users": counts,
        "participants": counts,
        "excused": counts,
    }
)
not_held = held.map(
    lambda row: (
        row
        | {"state": "annulee", "professionals": None, "users": None, "participants": None, "excused": None}
    )
)
activities = st.lists(held | not_held, max_size=25)
RUBRICS = ["1", "2", "2.1", ""]


@given(activities)
def test_rubrics_and_types_and_states_add_up(rows):
    actions = tally.actions(rows, RUBRICS)
    everything = actions.pop("total")
    assert list(actions) == ["1", "2", "2.1", "non_renseigne"]
    assert everything["lignes"] == len(rows) == sum(part["lignes"] for part in actions.values())
    assert everything["lignes"] == everything["tenues"] + everything["annulees"] + everything["reportees"]
    for name in ("tetes", "professionnels", "excuses"):
        assert everything[name] == tally.total(part[name] for part in actions.values())
        assert everything[name] == tally.total(part[name] for part in everything["par_type"].values())


@given(activities)
def test_not_counted_is_never_zero(rows):
    counted = tally.activity_counts(rows)
    some = [tally.heads(row) for row in rows if row["state"] == "tenue"]
    assert (counted["tetes"] is None) == all(heads is None for heads in some)
    assert counted["non_comptees"] == some.count(None)


@given(activities, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert tally.actions(rows, RUBRICS) == tally.actions(shuffled, RUBRICS)


@given(activities)
def test_a_cancelled_row_changes_no_sum(rows):
    before = tally.activity_counts(rows)
    cancelled = {"state": "annulee", "modality": "visio", "professionals": None, "users": None} | {
        "participants": None,
        "excused": None,
    }
    after = tally.activity_counts([*rows, cancelled])
    assert {key for key in before if before[key] != after[key]} == {"lignes", "annulees"}


def test_heads_of_a_row():
    def heads(participants, professionals, users):
        row = {"participants": participants, "professionals": professionals, "users": users}
        return tally.heads(row)

    assert heads(10, 3, None) == 10
    assert heads(None, 3, 4) == 7
    assert heads(None, 3, None) == 3
    assert heads(None, None, 0) == 0
    assert heads(None, None, None) is None


def test_rounding_is_half_up():
    assert [tally.ratio(n, 2, 0) for n in (1, 3, 5)] == [1, 2, 3]
    assert tally.ratio(45, 42, 2) == 1.07
    assert tally.ratio(1, 0, 1) is None
    assert tally.hours(90) == 1.5 and tally.hours(120) == 2 and tally.hours(None) is None


days = st.dates(date(2020, 1, 1), date(2020, 12, 31))


@given(st.lists(days, max_size=20), st.sets(days, max_size=20))
def test_weeks_run_without_a_gap(calls, shifts):
    weeks = hotline.every_week(Counter(map(hotline.monday, calls)), shifts)
    assert sum(weeks.values()) == len(calls)
    mondays = [date.fromisoformat(week) for week in weeks]
    assert all(monday.weekday() == 0 for monday in mondays)
    assert all((after - before).days == 7 for before, after in pairwise(mondays))


def test_a_year_without_calls():
    figures = hotline.calls([], set())
    assert figures["total"] == 0 and figures["par_semaine"] == {}
    assert [figures[name] for name in ("age_moyen", "rappels_total", "jours", "par_jour")] == [None] * 4


def test_shifts():
    rows = [
        {"day": date(2020, 5, 1), "starts": time(9), "ends": time(12, 30), "status": "liberal", "number": 1},
        {"day": date(2020, 5, 1), "starts": time(13), "ends": time(14), "status": "", "number": 2},
        {"day": date(2020, 5, 4), "starts": time(9), "ends": time(10), "status": "liberal", "number": 1},
    ]
    assert hotline.shifts(rows, {date(2020, 5, 1)}.__contains__) == {
        "heures": 5.5,
        "jours": 2,
        "jours_feries": 1,
        "premier_jour": "2020-05-01",
        "dernier_jour": "2020-05-04",
        "intervenants": 2,
        "par_statut": {"liberal": 1, "non_renseigne": 1},
    }
