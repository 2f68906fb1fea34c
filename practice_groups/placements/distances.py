"""Distances between structures, as the crow flies: from the commune, otherwise from the préfecture of the
département."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from centre.reference import PREFECTURES, spots
from networks.models import Structure

_DIAMETER = 2 * 6371


def between(structures: list[Structure]) -> dict[tuple[int, int], int]:
    """{(one, other): whole kilometres} for each pair of ids, the lower first.

    A pair is absent where a place is unknown, and within a département when one of the communes is unknown.
    """
    places = {one.pk: place for one in structures if (place := _place(one)) is not None}
    ids = sorted(places)
    couples = [(a, b) for n, a in enumerate(ids) for b in ids[n + 1 :]]
    return {
        (a, b): _km(places[a].code, places[b].code)
        for a, b in couples
        if (places[a].exact and places[b].exact) or places[a].code != places[b].code
    }


class _Place(NamedTuple):
    code: str
    exact: bool


def _place(structure: Structure) -> _Place | None:
    if structure.commune in spots():
        return _Place(structure.commune, True)
    prefecture = PREFECTURES.get(structure.departement)
    return _Place(prefecture, False) if prefecture else None


@lru_cache(maxsize=10_000)
def _km(one: str, other: str) -> int:
    here, there = spots()[one], spots()[other]
    up, across = radians(there.lat - here.lat), radians(there.lon - here.lon)
    chord = sin(up / 2) ** 2 + cos(radians(here.lat)) * cos(radians(there.lat)) * sin(across / 2) ** 2
    return round(_DIAMETER * asin(sqrt(chord)))
