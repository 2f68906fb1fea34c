"""The plan's total is the optimum: of everything that can be tried on small fields, of another solver on large ones."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import highs
from referrals.pairing import bench_seed, matrix
from referrals.pairing.optimum import NEVER, one_by_one, optimum, total

cell = st.one_of(st.just(NEVER), st.integers(0, 60))


@st.composite
def small_fields(draw):
    people, therapists = draw(st.integers(0, 5)), draw(st.integers(0, 3))
    cells = [[draw(cell) for _ in range(therapists)] for _ in range(people)]
    seats = [draw(st.integers(0, 3)) for _ in range(therapists)]
    last = [draw(st.sampled_from((0, 2, 9))) for _ in range(therapists)]
    waits = [draw(st.integers(0, 80)) for _ in range(people)]
    return cells, seats, last, waits


def legal(cells, seats, chosen) -> bool:
    used = [chosen.count(index) for index in range(len(seats))]
    return all(count <= most for count, most in zip(used, seats, strict=True)) and all(
        one is None or row[one] != NEVER for row, one in zip(cells, chosen, strict=True)
    )


def tried(cells, seats, last, waits) -> tuple[int, int]:
    """(people placed, cost) of the best of every assignment there is."""
    every = product([None, *range(len(seats))], repeat=len(cells))
    return max(
        (len(waits) - chosen.count(None), -total(cells, seats, last, waits, chosen))
        for chosen in map(list, every)
        if legal(cells, seats, chosen)
    )


@given(small_fields())
def test_it_is_the_best_of_everything_that_can_be_tried(field):
    best = optimum(*field)
    assert legal(field[0], field[1], best.chosen)
    assert (best.placed, -best.cost) == tried(*field)


@given(small_fields())
def test_it_never_places_fewer_than_one_by_one_nor_spends_more_for_as_many(field):
    best, greedy = optimum(*field), one_by_one(*field)
    assert legal(field[0], field[1], greedy.chosen)
    assert best.placed >= greedy.placed
    assert best.placed > greedy.placed or best.cost <= greedy.cost


@pytest.mark.parametrize("places", [8, 2, 1])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_highs_finds_the_same_total(seed, places):
    field = bench_seed.instance(seed=seed, people=150, therapists=30, interpreters=25, places=places)
    matrix.fill(field)
    asked = (field.cells, field.seats, field.last, field.waits)
    best = optimum(*asked)
    assert legal(field.cells, field.seats, best.chosen)
    assert (best.placed, best.cost) == highs.best(*asked)


@pytest.mark.parametrize("places", [14, 2])
def test_a_plan_of_a_thousand_beats_one_by_one(places):
    """`make bench ARGS=plan` asks HiGHS the same of these sizes."""
    field = bench_seed.instance(seed=7, people=1000, therapists=200, interpreters=150, places=places)
    matrix.fill(field)
    asked = (field.cells, field.seats, field.last, field.waits)
    best, greedy = optimum(*asked), one_by_one(*asked)
    assert legal(field.cells, field.seats, best.chosen)
    assert best.placed >= greedy.placed and best.cost < greedy.cost


def test_the_longest_waiting_comes_first_when_one_seat_is_left():
    """Two people who cost the same: she who waited more. And no plan places fewer for her sake."""
    assert optimum([[10], [10]], [1], [2], [5, 60]).chosen == [None, 0]
    # The seat she wants is the only one of the other, and there is another for her.
    assert optimum([[0, 30], [0, NEVER]], [1, 1], [0, 0], [400, 1]).chosen == [1, 0]


def test_taken_one_by_one_the_first_may_leave_the_second_without_a_place():
    cells, seats = [[5, 6], [5, NEVER]], [1, 1]
    assert one_by_one(cells, seats, [0, 0], [9, 1]).chosen == [0, None]
    assert optimum(cells, seats, [0, 0], [9, 1]).chosen == [1, 0]


def test_no_saving_is_worth_a_person_left_out():
    """A hundred and twenty points for two rather than none for one."""
    assert optimum([[0, 60], [60, NEVER]], [1, 1], [0, 0], [0, 0]).chosen == [1, 0]
