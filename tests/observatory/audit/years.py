"""Invented years with their crossed tables, counted in plain Python; and documents with numbers hidden by hand."""

from copy import deepcopy
from random import Random

from observatory import tally
from referrals.hotline import tally as hotline
from tests.observatory import populations

MASK = "masque"
CROSSED = {
    "sexe_tranche_age": ("sexe", "tranche_age"),
    "departement_sexe": ("departement", "sexe"),
    "departement_tranche_age": ("departement", "tranche_age"),
    "departement_situation": ("departement", "situation"),
}
ABOUT_PEOPLE = ("personnes", "orientations", "seances", "interpretariat", "appels", "croisements")


def crossed(everybody: list[dict], personnes: dict) -> dict:
    """`croisements` of the people, with every label of the tables of `personnes`."""
    return {
        name: {
            row: {
                column: sum(person[one] == row and person[other] == column for person in everybody)
                for column in personnes[f"par_{other}"]
            }
            for row in personnes[f"par_{one}"]
        }
        for name, (one, other) in CROSSED.items()
    }


def exact_year(seed: int, size: int) -> dict:
    random = Random(seed)
    everybody = populations.people(random, size)
    called = populations.calls(random, random.randint(0, 2 * size))
    sessions = populations.session_cells(everybody)
    personnes = tally.people(populations.people_cells(everybody))
    return {
        "annee": populations.YEAR,
        "mode": "exact",
        "seuil": 11,
        "appels": hotline.calls(called, {call["day"] for call in called}),
        "personnes": personnes,
        "orientations": tally.referrals(populations.referral_cells(everybody, random)),
        "seances": tally.sessions(sessions, personnes["file_active"]),
        "interpretariat": tally.interpreting(sessions),
        "croisements": crossed(everybody, personnes),
    }


def leaves(document: dict) -> dict[tuple[str, ...], object]:
    """Path → value of every figure about people."""

    def inside(path, value):
        if not isinstance(value, dict):
            return {path: value}
        return {
            deep: leaf for key, inner in value.items() for deep, leaf in inside((*path, key), inner).items()
        }

    return inside((), {section: document[section] for section in ABOUT_PEOPLE if section in document})


def changed(document: dict, values: dict[tuple[str, ...], object]) -> dict:
    """A copy with other values at these paths."""
    copy = deepcopy(document)
    for path, value in values.items():
        here = copy
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value
    return copy


def hidden(document: dict, paths) -> dict:
    return changed(document, dict.fromkeys(paths, MASK))
