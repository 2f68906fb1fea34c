"""A2. Every population of a few people is enumerated: the attacker's bounds are theirs, neither wider nor narrower."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.audit.attacker import Attacker
from observatory.audit.published import MEASURES
from tests.observatory.audit import tiny
from tests.observatory.audit.years import hidden, leaves

K = 3
WORLDS = {
    "triangles": lambda: tiny.triangles(5),
    "territories": lambda: tiny.territories(5),
    "newcomers": lambda: tiny.newcomers(4),
    "sittings": lambda: tiny.sittings(4),
    "calls": lambda: tiny.calls(3),
}
# Without these the populations that fit are not few.
ALWAYS = {
    ("personnes", "file_active"),
    ("seances", "realisees"),
    ("appels", "total"),
    ("appels", "rappels_total"),
}


def is_count(path) -> bool:
    return path[-1] not in MEASURES.get(path[0], "").split()


@settings(max_examples=25, deadline=None)
@pytest.mark.parametrize("world", WORLDS)
@given(data=st.data())
def test_bounds_are_those_of_every_population_that_publishes_the_same(world, data):
    populations = WORLDS[world]()
    flat = _flattened(world)
    number = data.draw(st.integers(0, len(flat) - 1), label="population")
    paths = sorted(set(flat[number]) - ALWAYS)
    masked = set(data.draw(st.lists(st.sampled_from(paths), min_size=1, unique=True), label="masked"))
    shown = [path for path in flat[number] if path not in masked]
    alike = [other for other in flat if all(other[path] == flat[number][path] for path in shown)]
    attacker = Attacker(hidden({"seuil": K, **populations[number]}, masked), seconds=60)
    told = {one.path for one in attacker.exposed()}
    for path in masked:
        if is_count(path):
            values = {other[path] for other in alike}
            assert attacker.bounds(path) == (min(values), max(values)), path
            assert (".".join(path) in told) == _gives_away(values), path


def _gives_away(values: set[int]) -> bool:
    if min(values) >= 1:
        return min(values) < K
    return 1 <= max(values) < K


_FLAT = {}


def _flattened(world) -> list[dict]:
    if world not in _FLAT:
        _FLAT[world] = [leaves(document) for document in WORLDS[world]()]
    return _FLAT[world]
