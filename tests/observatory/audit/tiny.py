"""Every population of a few people, and what each would publish: the truth that the attacker must equal."""

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement, product

from centre.numbers import ratio

AGES = ("0-17", "18-24")
SITUATIONS = ("refugie", "deboute")


def _table(people, question, answers) -> dict:
    counts = Counter(one[question] for one in people)
    return {answer: counts[answer] for answer in answers}


def _crossed(people, one, other, rows, columns) -> dict:
    counts = Counter((person[one], person[other]) for person in people)
    return {row: {column: counts[row, column] for column in columns} for row in rows}


@cache
def triangles(size: int) -> list[dict]:
    """Sexe, age and département, two answers each, crossed two by two."""
    sexes, places = ("F", "M"), ("30", "34")
    kinds = [
        {"sexe": sexe, "tranche_age": age, "departement": place}
        for sexe, age, place in product(sexes, AGES, places)
    ]
    return [
        {
            "personnes": {
                "file_active": size,
                "par_sexe": _table(people, "sexe", sexes),
                "par_tranche_age": _table(people, "tranche_age", AGES),
                "par_departement": _table(people, "departement", places),
            },
            "croisements": {
                "sexe_tranche_age": _crossed(people, "sexe", "tranche_age", sexes, AGES),
                "departement_sexe": _crossed(people, "departement", "sexe", places, sexes),
                "departement_tranche_age": _crossed(people, "departement", "tranche_age", places, AGES),
            },
        }
        for people in combinations_with_replacement(kinds, size)
    ]


@cache
def territories(size: int) -> list[dict]:
    """Two crossed tables that share the département: what one says of it binds the other."""
    sexes, places = ("F", "M"), ("30", "34")
    kinds = [
        {"sexe": sexe, "departement": place, "situation": situation}
        for sexe, place, situation in product(sexes, places, SITUATIONS)
    ]
    return [
        {
            "personnes": {
                "file_active": size,
                "par_sexe": _table(people, "sexe", sexes),
                "par_departement": _table(people, "departement", places),
                "par_situation": _table(people, "situation", SITUATIONS),
            },
            "croisements": {
                "departement_sexe": _crossed(people, "departement", "sexe", places, sexes),
                "departement_situation": _crossed(people, "departement", "situation", places, SITUATIONS),
            },
        }
        for people in combinations_with_replacement(kinds, size)
    ]


@cache
def newcomers(size: int) -> list[dict]:
    """New or not, two situations, and languages: one, the other, both or none said."""
    spoken = ({"som"}, {"prs"}, {"som", "prs"}, {"non_renseigne"})
    kinds = [
        {"situation": situation, "new": new, "languages": languages}
        for situation, new, languages in product(SITUATIONS, (True, False), spoken)
    ]
    return [
        {
            "personnes": {
                "file_active": size,
                "nouvelles": sum(one["new"] for one in people),
                "par_situation": _table(people, "situation", SITUATIONS),
                "nouvelles_par_situation": _table(
                    [one for one in people if one["new"]], "situation", SITUATIONS
                ),
                "par_langue": {
                    label: sum(label in one["languages"] for one in people)
                    for label in ("som", "prs", "non_renseigne")
                },
            },
        }
        for people in combinations_with_replacement(kinds, size)
    ]


@cache
def sittings(most: int) -> list[dict]:
    """People with so many séances with an interpreter and without: `most` séances in all, at the most."""
    kinds = [(w, wo) for w, wo in product(range(most + 1), repeat=2) if 1 <= w + wo <= most]
    return [
        {
            "personnes": {"file_active": len(people), "avec_interprete": sum(w > 0 for w, _ in people)},
            "seances": {
                "realisees": held,
                "avec_interprete": sum(w for w, _ in people),
                "moyenne_par_personne": ratio(held, len(people), 1),
            },
        }
        for size in range(most + 1)
        for people in combinations_with_replacement(kinds, size)
        if (held := sum(w + wo for w, wo in people)) <= most
    ]


@cache
def calls(size: int) -> list[dict]:
    """Calls: sent by somebody or not, age known or not, called back never, once or three times."""
    kinds = list(product("FM", ("", "CMP", "UDAF"), (True, False), (0, 1, 3)))
    return [
        {
            "appels": {
                "total": size,
                "par_sexe": {sexe: sum(call[0] == sexe for call in some) for sexe in "FM"},
                "spontanes": sum(not call[1] for call in some),
                "adresses": sum(bool(call[1]) for call in some),
                "adresseurs": len({call[1] for call in some} - {""}),
                "age_connus": sum(call[2] for call in some),
                "rappels_total": sum(call[3] for call in some),
                "rappels_moyenne": ratio(sum(call[3] for call in some), sum(call[3] > 0 for call in some), 1),
            },
        }
        for some in combinations_with_replacement(kinds, size)
    ]
