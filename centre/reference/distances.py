"""How far two communes are from each other, as the crow flies."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from centre.reference import spots

_DIAMETER = 2 * 6371


@lru_cache(maxsize=200_000)
def km(one: str, other: str) -> int:
    """Great circle between two communes, by their codes, rounded."""
    here, there = spots()[one], spots()[other]
    up, across = radians(there.lat - here.lat), radians(there.lon - here.lon)
    chord = sin(up / 2) ** 2 + cos(radians(here.lat)) * cos(radians(there.lat)) * sin(across / 2) ** 2
    return round(_DIAMETER * asin(sqrt(chord)))
