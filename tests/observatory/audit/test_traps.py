"""A6 and A8: what no table shows alone, and small fixtures of known traps."""

from collections import defaultdict
from random import Random

import pytest

from observatory.audit.attacker import Attacker
from observatory.audit.knowledge import GROWN
from tests.observatory.audit import tiny
from tests.observatory.audit.years import hidden, leaves

K = 3
TABLES = ("sexe_tranche_age", "departement_sexe", "departement_tranche_age")


def told(document: dict) -> set[str]:
    return {one.path for one in Attacker(document, seconds=60).exposed()}


def _cyclic_traps(wanted: int):
    """Years whose three tables, each read with the one-way tables alone, hide a number that the three together tell."""
    populations, random = tiny.triangles(6), Random(1)
    flat = [leaves(document) for document in populations]
    crossed = [path for path in flat[0] if path[0] == "croisements"]
    found = 0
    while found < wanted:
        number = random.randrange(len(flat))
        truth = flat[number]
        masked = [path for path in truth if path[-1] != "file_active" and random.random() < 0.75]
        shown = [path for path in truth if path not in masked]
        alike = [one for one in flat if all(one[path] == truth[path] for path in shown)]
        for path in masked:
            if path not in crossed or not _exposed({one[path] for one in alike}):
                continue
            alone = [p for p in shown if p[0] != "croisements" or p[1] == path[1]]
            by_table = [one for one in flat if all(one[p] == truth[p] for p in alone)]
            if not _exposed({one[path] for one in by_table}):
                found += 1
                yield number, tuple(masked), path
                break


def _exposed(values: set[int]) -> bool:
    return min(values) < K if min(values) >= 1 else 1 <= max(values) < K


@pytest.fixture(scope="module")
def cyclic_traps():
    return list(_cyclic_traps(24))


def test_twenty_four_cyclic_traps_are_caught(cyclic_traps):
    populations = tiny.triangles(6)
    assert len(cyclic_traps) == 24
    for number, masked, path in cyclic_traps:
        document = hidden({"seuil": K, **populations[number]}, masked)
        assert ".".join(path) in told(document), (number, masked, path)
        apart = document | {"croisements": {path[1]: document["croisements"][path[1]]}}
        assert ".".join(path) not in told(apart), (number, masked, path)


def people(**figures) -> dict:
    return {"seuil": 11, "personnes": {"file_active": 100, **figures}}


@pytest.mark.parametrize(
    ("document", "path"),
    [
        # 98 % speak French: two do not.
        (people(par_langue={"fra": 98, "som": 40, "non_renseigne": 0}), "personnes.hors langue.fra"),
        (people(nouvelles=95), "personnes.hors nouvelle.oui"),
        # 65 people speak something, 60 of them dari: five at least speak the other language.
        (people(par_langue={"som": "masque", "prs": 60, "non_renseigne": 35}), "personnes.par_langue.som"),
        # One person alone is behind thirty séances with an interpreter.
        (
            people(avec_interprete="masque") | {"seances": {"realisees": 400, "avec_interprete": 30}},
            "personnes.avec_interprete",
        ),
        # Nobody else: the one hidden number is the rest.
        (people(par_sexe={"F": 60, "M": 34, "X": "masque", "non_renseigne": 0}), "personnes.par_sexe.X"),
        # Two hidden numbers share the rest: each is under eleven.
        (people(par_sexe={"F": 60, "M": 34, "X": "masque", "non_renseigne": "masque"}), "personnes.par_sexe.X"),
        # A mean gives the whole.
        (
            {"seuil": 11, "appels": {"total": "masque", "jours": 3, "par_jour": 2.67}},
            "appels.total",
        ),
        (
            {"seuil": 11, "appels": {"total": 60, "rappels_total": 20, "rappels_moyenne": 4}},
            "appels.rappeles",
        ),
        (
            {"seuil": 11, "seances": {"realisees": 50, "avec_interprete": 45, "par_modalite": {"visio": 50}}},
            "seances.sans_interprete",
        ),
        # « Mineurs isolés » are young: 30 of them, 25 under eighteen, so five or more in the hidden band.
        (
            people(
                par_situation={"mineur_isole": 30, "refugie": 70},
                par_tranche_age={"0-17": 25, "18-24": "masque", "25-34": "masque", "60+": 40},
            ),
            "personnes.par_tranche_age.18-24",
        ),
        # A small number printed.
        (people(par_departement={"30": 93, "34": 7}), "personnes.par_departement.34"),
        # « Autres » is the départements that have no line of their own.
        (
            people(
                par_departement={"30": 60, "34": 20, "11": "masque", "48": "masque"},
                par_sexe={"F": 35, "M": 65},
            )
            | {"croisements": {"departement_sexe": {"30": {"F": 30, "M": 30}, "Autres": {"F": "masque", "M": 35}}}},
            "croisements.departement_sexe.Autres.F",
        ),
    ],
)  # fmt: skip
def test_a_trap_is_told(document, path):
    assert path in told(document)


def test_a_rounded_mean_gives_the_whole():
    """102 séances, 2.5 each: 40 people would make 2.55, which is printed 2.6."""
    document = {
        "seuil": 11,
        "personnes": {"file_active": "masque"},
        "seances": {"realisees": 102, "moyenne_par_personne": 2.5},
    }
    assert Attacker(document, seconds=60).bounds(("personnes", "file_active")) == (41, 41)


def homogeneous(place: dict, **more) -> dict:
    return people(
        par_departement={"30": 60, "34": 40},
        par_situation={"refugie": 55, "deboute": 45},
        **more,
    ) | {
        "croisements": {"departement_situation": {"30": {"refugie": 15, "deboute": 45}, "34": place}},
    }


def test_a_published_group_of_one_situation_is_told():
    document = homogeneous({"refugie": 40, "deboute": 0})
    (one,) = Attacker(document, seconds=60).exposed()
    assert one.path == "personnes.par_departement.34" and "refugie" in one.sentence


def test_a_group_whose_one_situation_is_only_deduced_is_told():
    document = homogeneous({"refugie": "masque", "deboute": "masque"})
    assert "personnes.par_departement.34" in told(document)


def test_a_group_of_several_situations_is_not():
    document = people(
        par_departement={"30": 60, "34": 40}, par_situation={"refugie": 55, "deboute": 45}
    ) | {"croisements": {"departement_situation": {
        "30": {"refugie": 30, "deboute": 30}, "34": {"refugie": 25, "deboute": 15},
    }}}  # fmt: skip
    assert told(document) == set()


def test_a_situation_that_is_not_known_says_nothing():
    assert told(people(par_situation={"non_renseigne": 100, "refugie": 0})) == set()


def test_a_year_where_a_grown_up_is_noted_alone_is_read_without_that_knowledge():
    document = people(
        par_situation={"mineur_isole": 60, "refugie": 40},
        par_tranche_age={"0-17": 40, **dict.fromkeys(GROWN, 15)},
    )
    assert told(document) == set()


def test_a_withheld_number_surely_large_or_surely_nobody_is_not_told():
    assert told(people(par_sexe={"F": 60, "M": "masque", "X": 0, "non_renseigne": 0})) == set()
    assert told(people(par_sexe={"F": 60, "M": 40, "X": "masque", "non_renseigne": 0})) == set()


def test_answers_counted_by_hand_agree():
    """The traps' own arithmetic: tables of tiny years sum to their people."""
    totals = defaultdict(set)
    for document in tiny.triangles(5):
        for table in TABLES:
            totals[table].add(sum(sum(row.values()) for row in document["croisements"][table].values()))
    assert set(map(frozenset, totals.values())) == {frozenset({5})}
