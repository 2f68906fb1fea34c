"""The networks' part of `seed_bench`: structures, therapists, and an interpreter for every other therapist."""

from centre.bench_seed import Size, draw, one_of, pick, user, with_blanks
from centre.reference import OCCITANIE
from networks.models import Interpreter, Structure, Therapist

TABLES = (
    "networks_structure",
    "networks_membership",
    "networks_therapist",
    "networks_interpreter",
    "networks_mission",
)
STRUCTURES = 40
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
