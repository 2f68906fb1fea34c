"""The figures of a bilan that an indicator may follow, each with its unit. Pure.

`adds`: whether the years' values may be summed. Distinct people, structures and means never are: somebody followed for
two years would be counted twice.
"""

from dataclasses import dataclass

from centre.reference import OCCITANIE, departements
from observatory.drawings.catalogue import Absent, at
from observatory.states import IndicatorUnit as Unit


@dataclass(frozen=True)
class Linkable:
    path: str
    label: str
    unit: str
    adds: bool = True


_GROUPS: tuple[tuple[str, tuple[Linkable, ...]], ...] = (
    (
        "Activités",
        (
            Linkable("actions.total.tenues", "Activités tenues", Unit.ACTIVITIES),
            Linkable("actions.total.tetes", "Présences comptées aux activités", Unit.OTHER),
            Linkable("sollicitations.total", "Sollicitations reçues", Unit.OTHER),
        ),
    ),
    (
        "Personnes accompagnées",
        (
            Linkable("personnes.file_active", "File active", Unit.PEOPLE, adds=False),
            Linkable("personnes.nouvelles", "Nouvelles personnes", Unit.PEOPLE, adds=False),
            Linkable("personnes.mineures", "Personnes mineures", Unit.PEOPLE, adds=False),
            Linkable(
                "personnes.avec_interprete", "Personnes reçues avec interprète", Unit.PEOPLE, adds=False
            ),
        ),
    ),
    (
        "Orientations, séances, interprétariat",
        (
            Linkable("orientations.recues", "Orientations reçues", Unit.OTHER),
            Linkable("seances.realisees", "Séances tenues", Unit.SESSIONS),
            Linkable("seances.avec_interprete", "Séances tenues avec interprète", Unit.SESSIONS),
            Linkable("seances.heures", "Heures de séance", Unit.HOURS),
            Linkable("interpretariat.missions", "Missions d’interprétariat", Unit.OTHER),
            Linkable("interpretariat.heures", "Heures d’interprétariat", Unit.HOURS),
        ),
    ),
    (
        "Cellule d’écoute",
        (
            Linkable("appels.total", "Appels reçus", Unit.OTHER),
            Linkable("permanences.jours", "Jours de permanence", Unit.DAYS),
            Linkable("permanences.heures", "Heures de permanence", Unit.HOURS),
        ),
    ),
    (
        "Groupes et stages croisés",
        (
            Linkable("groupes.rencontres_tenues", "Rencontres de groupes tenues", Unit.MEETINGS),
            Linkable("groupes.heures", "Heures de rencontre", Unit.HOURS),
            Linkable("groupes.participants", "Participants aux groupes", Unit.PEOPLE, adds=False),
            Linkable("groupes.presences", "Présences aux groupes", Unit.OTHER),
            Linkable("stages.jours", "Jours de stage croisé", Unit.DAYS),
            Linkable("stages.structures", "Structures des stages croisés", Unit.STRUCTURES, adds=False),
        ),
    ),
)
ADDED_BY_HAND = frozenset({Unit.ACTIVITIES, Unit.MEETINGS, Unit.SESSIONS, Unit.HOURS, Unit.DAYS})


def groups(titles: dict[str, str]) -> list[tuple[str, list[Linkable]]]:
    """Every figure to choose from, by theme. `titles`: rubric → title of the plan's section."""
    names = departements()
    places = [
        Linkable(f"personnes.par_departement.{code}", f"File active, {names[code]}", Unit.PEOPLE, adds=False)
        for code in OCCITANIE
    ]
    rubrics = [
        Linkable(f"actions.{rubric}.tenues", f"Activités tenues, {rubric} {title}", Unit.ACTIVITIES)
        for rubric, title in titles.items()
        if rubric != "0"
    ]
    return [
        *((title, list(some)) for title, some in _GROUPS),
        ("Par département", places),
        ("Par rubrique", rubrics),
    ]


def by_path(titles: dict[str, str]) -> dict[str, Linkable]:
    return {one.path: one for _, some in groups(titles) for one in some}


def value_at(document: dict, path: str):
    """The value at a path of the figures document: a number, "masque", or None where there is none."""
    try:
        found = at(document, path)
    except Absent:
        return None
    return None if isinstance(found, dict) else found
