"""The best placements: against every possible one on small sessions, sound on any, the same each time."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_groups.placements.matching import (
    House,
    Problem,
    Trainee,
    best,
    pairs_of,
    reasons,
    value,
    why_not,
    why_unplaced,
)

SECTORS = ["social", "sante_mentale", ""]


@st.composite
def problems(draw, most_wishes=4, most_houses=4):
    houses = draw(st.integers(1, most_houses))
    ids = range(1, houses + 1)
    wishes = draw(st.integers(0, most_wishes))
    trainees = []
    for number in range(1, wishes + 1):
        own = draw(st.sampled_from(ids))
        others = [one for one in ids if one != own]
        wanted = draw(st.permutations(others))[: draw(st.integers(0, 3))]
        trainees.append(Trainee(number, own, draw(st.sampled_from(SECTORS)), tuple(wanted)))
    return Problem(
        trainees,
        [House(one, draw(st.integers(0, 2)), draw(st.sampled_from(SECTORS))) for one in ids],
        {(a, b): draw(st.integers(0, 90)) for a in ids for b in ids if a < b and draw(st.booleans())},
    )


def every(problem):
    """Each sound way to place these people."""
    choices = [None, *(house.id for house in problem.houses)]
    for row in product(choices, repeat=len(problem.trainees)):
        hosts = {one.id: host for one, host in zip(problem.trainees, row, strict=True) if host is not None}
        if not why_not(problem, hosts):
            yield hosts


@settings(max_examples=120)
@given(problems())
def test_it_is_worth_as_much_as_the_best_of_all(problem):
    assert value(problem, best(problem)) == max(value(problem, hosts) for hosts in every(problem))


@settings(max_examples=40)
@given(problems(most_wishes=12, most_houses=6), st.randoms(use_true_random=False))
def test_it_is_sound_and_the_same_whatever_the_order(problem, chance):
    hosts = best(problem)
    own = {one.id: one.own for one in problem.trainees}
    assert all(own[wish] != host for wish, host in hosts.items())
    for house in problem.houses:
        assert sum(host == house.id for host in hosts.values()) <= house.offers
    shuffled = Problem(
        chance.sample(problem.trainees, len(problem.trainees)),
        chance.sample(problem.houses, len(problem.houses)),
        problem.km,
    )
    assert best(shuffled) == hosts


@settings(max_examples=80)
@given(problems(most_wishes=8))
def test_each_placed_wish_is_of_one_pair_and_crossed_pairs_cross(problem):
    hosts = best(problem)
    pairs = pairs_of(problem, hosts)
    named = [wish for pair in pairs for wish in pair if wish is not None]
    assert sorted(named) == sorted(hosts)
    own = {one.id: one.own for one in problem.trainees}
    for first, second in pairs:
        if second is not None:
            assert hosts[first] == own[second] and hosts[second] == own[first]


def test_a_first_choice_is_worth_more_than_a_crossing():
    """Two people of two houses would cross; each prefers a third."""
    problem = Problem(
        [Trainee(1, own=1, wanted=(3,)), Trainee(2, own=2, wanted=(3,))],
        [House(1, 1), House(2, 1), House(3, 2)],
    )
    assert best(problem) == {1: 3, 2: 3}


def test_between_equal_wishes_what_crosses_is_chosen():
    """Four people without a preference: a ring would place them all, two crossings do as well."""
    houses = [House(n, 1) for n in (1, 2, 3, 4)]
    ring = {(1, 2): 0, (2, 3): 0, (3, 4): 0, (1, 4): 0, (1, 3): 90, (2, 4): 90}
    free = Problem([Trainee(n, own=n) for n in (1, 2, 3, 4)], houses, ring)
    assert value(free, best(free))[:3] == (0, 4, 2)
    dear = {1: (2,), 2: (3,), 3: (4,), 4: (1,)}
    asked = Problem([Trainee(n, own=n, wanted=wanted) for n, wanted in dear.items()], houses, ring)
    assert value(asked, best(asked))[:3] == (12, 4, 0)


def test_another_sector_then_the_nearest():
    houses = [
        House(1, 0, "social"),
        House(2, 1, "social"),
        House(3, 1, "sante_mentale"),
        House(4, 1, "sante_mentale"),
    ]
    one = Trainee(1, own=1, sector="social")
    problem = Problem([one], houses, {(1, 2): 1, (1, 3): 80, (1, 4): 12})
    assert best(problem) == {1: 4}
    assert reasons(problem, one, 4, crossed=False) == [
        "sans vœu particulier",
        "sans réciprocité",
        "secteurs différents",
        "environ 12\u00a0km",
    ]


def test_the_session_of_2022_four_pairs_in_five_structures():
    """Eight people of five structures: each crosses with somebody, four pairs."""
    wishes = [(1, (2,)), (2, (1, 3)), (1, (3, 4)), (3, (1,)), (4, (5,)), (5, (4, 2)), (2, (5,)), (5, (2,))]
    problem = Problem(
        [Trainee(n, own, "", wanted) for n, (own, wanted) in enumerate(wishes, start=1)],
        [House(1, 2), House(2, 2), House(3, 1), House(4, 1), House(5, 2)],
    )
    hosts = best(problem)
    pairs = pairs_of(problem, hosts)
    assert len(pairs) == 4 and all(pair.second for pair in pairs)
    assert len(set(hosts.values())) == 5
    assert value(problem, hosts).points == 8 * 3


def test_whoever_has_no_place_is_told_why():
    alone = Problem([Trainee(1, own=1, wanted=())], [House(1, 3)])
    assert best(alone) == {}
    assert why_unplaced(alone, alone.trainees[0], {}).startswith("aucune autre structure")
    two = Problem([Trainee(1, 1, wanted=(2,)), Trainee(2, 1, wanted=(2,))], [House(1, 2), House(2, 1)])
    hosts = best(two)
    assert len(hosts) == 1
    left = next(one for one in two.trainees if one.id not in hosts)
    assert why_unplaced(two, left, hosts).startswith("les places qu’elle souhaite")


@pytest.mark.parametrize("seed", [1, 2])
def test_sixty_wishes_of_twenty_structures_are_solved(seed):
    chance = random.Random(seed)
    ids = range(1, 21)
    trainees = []
    for number in range(1, 61):
        own = chance.choice(ids)
        wanted = chance.sample([one for one in ids if one != own], 3)
        trainees.append(Trainee(number, own, chance.choice(SECTORS), tuple(wanted)))
    offers = {one: sum(t.own == one for t in trainees) for one in ids}
    problem = Problem(
        trainees,
        [House(one, offers[one], chance.choice(SECTORS)) for one in ids],
        {(a, b): chance.randint(1, 200) for a in ids for b in ids if a < b},
    )
    hosts = best(problem)
    assert not why_not(problem, hosts) and len(hosts) == 60
