"""The attacker's findings in French: what can be told about a number."""

from observatory.audit.published import Path

NAMES = {
    "personnes": "Personnes",
    "orientations": "Orientations",
    "seances": "Séances",
    "interpretariat": "Interprétariat",
    "appels": "Appels",
    "croisements": "Croisements",
    "recues": "reçues",
    "realisees": "réalisées",
    "absences_excusees": "absences excusées",
    "annulees": "annulées",
    "avec_interprete": "avec interprète",
    "sans_interprete": "sans interprète",
    "adresses": "adressés",
    "spontanes": "spontanés",
    "age_connus": "âge connu",
    "age_inconnus": "âge inconnu",
    "rappeles": "rappelés",
    "non_rappeles": "non rappelés",
    "rappels_total": "rappels",
    "par_tranche_age": "par tranche d’âge",
    "par_departement": "par département",
    "sexe_tranche_age": "sexe et tranche d’âge",
    "departement_sexe": "département et sexe",
    "departement_tranche_age": "département et tranche d’âge",
    "departement_situation": "département et situation",
    "non_renseigne": "non renseigné",
}


def name(path: Path) -> str:
    return ", ".join(NAMES.get(part, part.replace("_", " ")) for part in path)


def _range(least: int, greatest: int | None) -> str:
    if greatest is None:
        return f"au moins {least}"
    if least == greatest:
        return f"exactement {least}"
    return f"de {least} à {greatest}" if least else f"{greatest} au plus"


def withheld(path: Path, least: int, greatest: int | None) -> str:
    return f"{name(path)}\u00a0: masqué, mais le reste du document dit qu’il vaut {_range(least, greatest)}."


def unsaid(path: Path, least: int, greatest: int | None) -> str:
    return (
        f"{name(path)}\u00a0: imprimé nulle part, mais le document dit qu’il vaut {_range(least, greatest)}."
    )


def printed(path: Path, number: int) -> str:
    return f"{name(path)}\u00a0: publié, alors qu’il ne vaut que {number}."


def alike(path: Path, number: int, answer: str) -> str:
    return f"{name(path)}\u00a0: les {number} sont sûrement tous dans le même cas ({name((answer,))})."


def between(path: Path, least: int, greatest: int, one: int, other: int) -> str:
    few = _range(least, greatest)
    return f"{name(path)}\u00a0: l’écart entre les versions {one} et {other} du document est {few}."


def as_one(sentence: str) -> str:
    return f"Lu avec une version précédente, comme si c’étaient les mêmes personnes\u00a0: {sentence}"
