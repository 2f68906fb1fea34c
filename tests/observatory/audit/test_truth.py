"""An attacker who is sometimes wrong proves nothing: what he says of invented years is true, whatever is hidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.audit.attacker import Attacker
from observatory.audit.published import MEASURES
from tests.observatory.audit.years import exact_year, hidden, leaves


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 90), st.floats(0.05, 0.9), st.randoms(use_true_random=False))
def test_the_bounds_hold_the_truth(seed, size, share, random):
    exact = exact_year(seed, size)
    truth = leaves(exact)
    masked = [path for path in truth if random.random() < share]
    attacker = Attacker(hidden(exact, masked), seconds=60)
    counts = [path for path in masked if path[-1] not in MEASURES.get(path[0], "").split()]
    for path in random.sample(counts, min(12, len(counts))):
        low, high = attacker.bounds(path)
        assert truth[path] is None or low <= truth[path] <= (high or 10**9), path


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6), st.integers(11, 60))
def test_every_small_number_printed_is_named(seed, size):
    exact = exact_year(seed, size)
    small = {
        ".".join(path)
        for path, value in leaves(exact).items()
        if type(value) is int and 1 <= value < 11 and path[-1] not in MEASURES.get(path[0], "").split()
    }
    assert small <= {one.path for one in Attacker(exact, seconds=60).exposed()}


@pytest.mark.parametrize("size", [40, 400])
def test_everything_withheld_tells_nothing(size):
    exact = exact_year(3, size)
    attacker = Attacker(hidden(exact, leaves(exact)), seconds=60)
    assert attacker.exposed() == []
