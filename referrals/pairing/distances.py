"""How far a person is from a therapist, as the crow flies, by what is known of both.

A person is in her commune, else at the préfecture of her département (« environ »). A therapist is in the nearest of
her communes, else at the nearest préfecture of her départements.
"""

from functools import lru_cache
from typing import NamedTuple

from centre.reference import PREFECTURES, spots
from centre.reference.distances import km
from networks.models import Therapist
from referrals.people.models import Person


class Distance(NamedTuple):
    """Whole kilometres. `rough`: one of the places is only a département."""

    km: int
    rough: bool

    def __str__(self) -> str:
        if self.km == 0:
            return "même département" if self.rough else "même commune"
        return f"environ {self.km}\u00a0km" if self.rough else f"{self.km}\u00a0km"


def distance(person: Person, therapist: Therapist) -> Distance | None:
    """None where one of the places is not known."""
    here, rough = _place(person.commune, person.departement)
    if here is None:
        return None
    return _nearest(here, rough, tuple(therapist.communes), tuple(therapist.departements))


@lru_cache(maxsize=200_000)
def _nearest(here: str, rough: bool, communes: tuple, departements: tuple) -> Distance | None:
    known = [code for code in communes if code in spots()]
    roughly = rough or not known
    there = known or [PREFECTURES[code] for code in departements if code in PREFECTURES]
    return Distance(min(km(here, code) for code in there), roughly) if there else None


def _place(commune: str, departement: str) -> tuple[str | None, bool]:
    """The code of a commune, and whether it only stands for the département."""
    if commune in spots():
        return commune, False
    return PREFECTURES.get(departement), True
