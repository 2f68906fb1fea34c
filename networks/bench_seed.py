"""The networks' part of `seed_bench`: structures, therapists, and an interpreter for every other therapist."""

from centre.bench_seed import Size, draw, one_of, pick, user, with_blanks
from centre.reference import OCCITANIE
from networks.choices import Public, Service
from networks.models import Interpreter, Structure, Therapist

TABLES = (
    "networks_structure",
    "networks_membership",
    "networks_therapist",
    "networks_interpreter",
    "networks_mission",
)
STRUCTURES = 40  # those that referrals and activities name
PARTNERS = 4960  # the rest of an annuaire of five thousand
LANGUAGES = ("prs",) * 7 + (
    "ara",
    "ara",
    "pus",
    "som",
    "tir",
    "kat",
    "rus",
    "tur",
    "lin",
    "ful",
    "ben",
    "urd",
    "sqi",
)
DEPARTEMENTS = ("30",) * 8 + ("34",) * 5 + tuple(code for code in OCCITANIE if code not in ("30", "34"))


def therapists_for(size: Size) -> int:
    """About eleven cares each, whatever the scale."""
    return max(20, size.referrals // 20)


def seed(cursor, size: Size) -> None:
    therapists = therapists_for(size)
    cursor.execute(_STRUCTURES)
    cursor.execute(_PARTNERS)
    cursor.execute(_SEARCH)
    cursor.execute(_MEMBERSHIP, [size.at.date()])
    cursor.execute(_THERAPISTS, [therapists])
    cursor.execute(_INTERPRETERS, [therapists // 2])


_STRUCTURES = f"""
INSERT INTO networks_structure {
    with_blanks(
        Structure,
        name="'Structure de mesure ' || n",
        kind=one_of(["CADA", "HUDA", "PASS", "CMP"], "mod(n, 4)"),
        sector=one_of(["social", "social", "sante_mentale", "sante_mentale"], "mod(n, 4)"),
        departement=pick(DEPARTEMENTS, 1),
    )
}
FROM generate_series(1, {STRUCTURES}) AS n ORDER BY n
"""

KINDS = (
    "CADA",
    "CMP psychiatrie",
    "Association",
    "PASS",
    "Mission locale",
    "Centre de santé",
    "HUDA",
    "Maison",
)
PLACES = (
    "de la Garrigue",
    "des Micocouliers",
    "du Vidourle",
    "de la Citadelle",
    "du Pont-Neuf",
    "des Tilleuls",
)
PLACES += (
    "des Oliviers",
    "du Canal",
    "de la Montagne",
    "des Lavandes",
    "du Marché",
    "de la Gare",
    "du Moulin",
)
# (département, commune): the same draw for both columns.
TOWNS = (
    ("09", "Foix"),
    ("11", "Narbonne"),
    ("12", "Rodez"),
    ("30", "Nîmes"),
    ("30", "Alès"),
    ("31", "Toulouse"),
    ("32", "Auch"),
    ("34", "Montpellier"),
    ("34", "Béziers"),
    ("46", "Cahors"),
    ("48", "Mende"),
    ("65", "Tarbes"),
    ("66", "Perpignan"),
    ("81", "Albi"),
    ("82", "Montauban"),
)
OFFERS = (
    "Consultations sans avance de frais, avec interprète, sur rendez-vous pris par téléphone.",
    "Cours de français, vestiaire et repas partagés, tenus par des bénévoles.",
    "Hébergement et accompagnement pendant la demande d’asile.",
    "Premier accueil par une infirmière, puis un psychologue ou un médecin.",
    "Ateliers de cuisine, jardin et théâtre ouverts aux familles.",
)

_PARTNERS = f"""
INSERT INTO networks_structure {
    with_blanks(
        Structure,
        name=f"{pick(KINDS, 11)} || ' ' || {pick(PLACES, 12)} || ' ' || n",
        kind=pick(KINDS, 11),
        sector=one_of(["social", "autre", "sante_mentale"], draw(3, 13)),
        departement=pick([code for code, _ in TOWNS], 14),
        commune_name=pick([town for _, town in TOWNS], 14),
        phone="'04 65 71 00 00'",
        description=pick(OFFERS, 15),
        services=f"ARRAY[{pick(Service.values, 16)}]",
        publics=f"ARRAY[{pick(Public.values, 17)}]",
        languages=f"ARRAY[{pick(LANGUAGES, 18)}]",
        public=f"{draw(2, 19)} = 0",
        verified_on=f"current_date - {draw(700, 20)}",
    )
}
FROM generate_series(1, {PARTNERS}) AS n ORDER BY n
"""

# What the sleeping trigger would have written.
_SEARCH = """
UPDATE networks_structure
SET search = structure_words(name, kind, commune_name, description, departement, services, publics)
"""

_MEMBERSHIP = f"""
INSERT INTO networks_membership (user_id, structure_id, function, validated_on)
SELECT {user("orienteur")}, id, 'assistante sociale', %s
FROM networks_structure WHERE name = 'Structure de mesure 1'
"""

# The first one has the account, and no limit: her list is the long one.
_THERAPISTS = f"""
INSERT INTO networks_therapist {
    with_blanks(
        Therapist,
        code="'T-' || lpad(n::text, 8, '0')",
        user_id=f"CASE WHEN n = 1 THEN {user('therapeute')} END",
        display_name="'Thérapeute ' || n",
        languages=f"ARRAY['fra', {pick(LANGUAGES, 2)}]",
        departements=f"ARRAY[{pick(DEPARTEMENTS, 3)}]",
        profession="'psychologue'",
        status="'liberal'",
        capacity="CASE WHEN n > 1 THEN 12 END",
        remote=f"{draw(2, 4)} = 0",
    )
}
FROM generate_series(1, %s) AS n ORDER BY n
"""

_INTERPRETERS = f"""
INSERT INTO networks_interpreter {
    with_blanks(
        Interpreter,
        code="'I-' || lpad(n::text, 8, '0')",
        display_name="'Interprète ' || n",
        languages=f"ARRAY['fra', 'ara', {pick(LANGUAGES, 5)}]",
        departements="ARRAY['30', '34']",
    )
}
FROM generate_series(1, %s) AS n ORDER BY n
"""
