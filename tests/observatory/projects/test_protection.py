"""What a reader of every sheet can work out about people counted by hand: never a count from 1 to k-1."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.projects.protection import MASK, Noted, people

K = 11


def protect(years, total=None, sent=(), linked=False):
    return people(Noted(years, total), sent, threshold=K, linked=linked).noted


@pytest.mark.parametrize("small", [1, 10])
def test_a_small_count_is_withheld_and_the_period_with_it(small):
    told = protect({2024: small, 2025: 40}, 45)
    assert told == Noted({2024: MASK, 2025: 40}, MASK)


@pytest.mark.parametrize("value", [0, 11, 337])
def test_none_and_eleven_are_told(value):
    assert protect({2024: value}).years == {2024: value}


def test_the_337_people_of_interreg_are_told():
    assert protect(dict.fromkeys(range(2018, 2023)), 337) == Noted(dict.fromkeys(range(2018, 2023)), 337)


def test_a_period_that_gives_away_those_not_met_in_a_year_is_withheld():
    assert protect({2024: 40, 2025: None}, 45) == Noted({2024: 40, 2025: None}, MASK)
    assert protect({2024: 40, 2025: None}, 51).total == 51
    assert protect({2024: 40, 2025: None}, 40).total == 40


def test_a_period_that_gives_away_those_met_twice_is_withheld():
    """40 and 30 met, 65 different people: five came both years."""
    assert protect({2024: 40, 2025: 30}, 65).total == MASK
    assert protect({2024: 40, 2025: 30}, 70).total == 70
    assert protect({2024: 40, 2025: 30}, 59).total == 59


def test_what_a_sheet_before_told_is_not_given_away_by_a_later_one():
    before = [Noted({2024: 40, 2025: None}, None)]
    assert protect({2024: 43, 2025: 60}, sent=before).years == {2024: MASK, 2025: 60}
    assert protect({2024: 40, 2025: 60}, sent=before).years == {2024: 40, 2025: 60}
    # The total left first; a year noted since would give away who was not met in it.
    assert protect({2024: 330}, sent=[Noted({2024: None}, 337)]) == Noted({2024: MASK}, None)


@pytest.mark.parametrize("total", [60, 83])
def test_the_period_is_withheld_with_any_of_its_years(total):
    """Forty and forty, eighty-three in all: at least three came in the year withheld."""
    assert protect({2023: 5, 2024: 40, 2025: 40}, total) == Noted({2023: MASK, 2024: 40, 2025: 40}, MASK)


def test_a_year_told_once_still_counts_when_it_is_no_longer_noted():
    assert protect({2024: None}, 45, sent=[Noted({2024: 40})]).total == MASK
    assert protect({2024: None, 2025: 30}, 65, sent=[Noted({2024: 40, 2025: None})]).total == MASK


def test_figures_of_a_bilan_stay_and_the_period_waits_for_them_all():
    assert protect({2024: 40, 2025: None}, 90, linked=True) == Noted({2024: 40, 2025: None}, MASK)
    assert protect({2024: MASK, 2025: 40}, 90, linked=True).total == MASK
    assert protect({2024: 40, 2025: 60}, 65, linked=True) == Noted({2024: 40, 2025: 60}, MASK)
    assert protect({2024: 40, 2025: 60}, 85, linked=True).total == 85


truths = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
WORLDS = [world for world in product(range(40), repeat=3)]
HIDDEN = (lambda w: w[0], lambda w: w[1], lambda w: w[2], lambda w: w[0] + w[1], lambda w: w[1] + w[2], sum)
NOTED = st.lists(st.sampled_from([1, 2, None]), max_size=3, unique=True)


@settings(max_examples=30)
@given(parts=truths, first=NOTED)
def test_nobody_can_tell_a_small_count_from_two_sheets(parts, first):
    """First year alone, both years, second year alone; a first sheet told some of it, the second tells all."""
    then = _sheet(parts, first, [])
    now = _sheet(parts, [1, 2, None], [then])
    worlds = [world for world in WORLDS if _tells(world, then) and _tells(world, now)]
    assert parts in worlds
    for seen in HIDDEN:
        values = {seen(world) for world in worlds}
        assert not values <= set(range(1, K)), (parts, then, now)


def _sheet(parts, noted, sent):
    values = {1: parts[0] + parts[1], 2: parts[1] + parts[2], None: sum(parts)}
    told = {key: value if key in noted else None for key, value in values.items()}
    return protect({1: told[1], 2: told[2]}, told[None], sent)


def _tells(world, sheet):
    """Would these people have published the same numbers?"""
    true = (world[0] + world[1], world[1] + world[2], sum(world))
    said = (*sheet.years.values(), sheet.total)
    return all(not isinstance(shown, int) or shown == value for shown, value in zip(said, true, strict=True))
