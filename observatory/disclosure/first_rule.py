"""What may leave the centre: the first disclosure rule (docs/decisions/0010). Pure, and closed by default.

k is the threshold. A count of 1 to k − 1 people is withheld, and so is a part whose complement is; a breakdown with
one such cell is withheld whole, empty cells included; counts of acts follow the people behind them. Each function
below yields the names of its section that may be published: what none of them names is withheld.
"""

from collections.abc import Iterator
from datetime import date, timedelta

MASK = "masque"
UNKNOWN = "non_renseigne"

SITUATIONS = (
    "autre",
    "deboute",
    "demandeur_asile",
    "dubline",
    "mineur_isole",
    "protection_subsidiaire",
    "refugie",
    "sans_titre",
    "titre_sejour",
)
# Labels that a withheld breakdown shows whatever the year was: their presence says nothing.
SHOWN = {
    "par_situation": SITUATIONS,
    "nouvelles_par_situation": SITUATIONS,
    "par_decision": ("acceptee", "liste_attente", "refusee", "reorientee", "retiree"),
    "par_modalite": ("presentiel", "telephone", "visio"),
}
ALWAYS_KNOWN = ("par_sexe", "par_tranche_age", "par_orientation", "par_semaine")


class People:
    """How many distinct people are behind a figure, and whether they are few. Unknown is few: closed by default."""

    def __init__(self, behind: dict, k: int):
        self.behind, self.k = behind, k

    def few(self, count: int) -> bool:
        return 0 < count < self.k

    def few_behind(self, path: str) -> bool:
        return self.few(self.behind.get(path, 1))

    def any_few(self, cells: dict[str, int]) -> bool:
        return any(map(self.few, cells.values()))

    def any_few_behind(self, path: str) -> bool:
        return self.any_few(self.behind.get(path, {"": 1}))

    def separable(self, part: int, whole: int) -> bool:
        """Neither the part nor the rest are few."""
        return not self.few(part) and not self.few(whole - part)

    def interpreted_apart(self, persons: dict) -> bool:
        """People and séances with an interpreter are told together or not at all."""
        return (
            self.separable(persons["avec_interprete"], persons["file_active"])
            and not self.few_behind("seances.avec_interprete")
            and not self.few_behind("seances.sans_interprete")
        )


def _persons(document: dict, people: People) -> Iterator[str]:
    figures = document["personnes"]
    active = figures["file_active"]
    if people.few(active):
        return
    yield from ("file_active", "pays")
    for name in ("par_sexe", "par_tranche_age", "par_departement", "par_situation"):
        if not people.any_few(figures[name]):
            yield name
    if all(people.separable(count, active) for count in figures["par_langue"].values()):
        yield "par_langue"
    if people.separable(figures["mineures"], active):
        yield "mineures"
    if people.interpreted_apart(figures):
        yield "avec_interprete"
    yield from _newcomers(figures, people)


def _newcomers(figures: dict, people: People) -> Iterator[str]:
    """New people are a part of everybody and of each situation: both partings must hold, or their sum stays free."""
    active, new = figures["file_active"], figures["nouvelles"]
    sizes, parts = figures["par_situation"], figures["nouvelles_par_situation"]
    if not people.separable(new, active):
        return
    if all(people.separable(parts.get(key, 0), size) for key, size in sizes.items()):
        yield from ("nouvelles", "nouvelles_par_situation")
    elif people.any_few(sizes) or all(size <= new <= active - size for size in sizes.values()):
        yield "nouvelles"


def _referrals(document: dict, people: People) -> Iterator[str]:
    if people.few_behind("orientations.recues"):
        return
    yield "recues"
    for name in ("par_decision", "par_orienteur_type"):
        if not people.any_few_behind(f"orientations.{name}"):
            yield name
    if not people.few_behind("orientations.delai_median_premiere_seance_jours"):
        yield "delai_median_premiere_seance_jours"


def _sessions(document: dict, people: People) -> Iterator[str]:
    for name in ("absences", "absences_excusees", "annulees"):
        if not people.few_behind(f"seances.{name}"):
            yield name
    if people.few_behind("seances.realisees"):
        return
    yield from ("realisees", "moyenne_par_personne")
    if not people.few_behind("seances.heures"):
        yield "heures"
    if not people.any_few_behind("seances.par_modalite"):
        yield "par_modalite"
    if people.interpreted_apart(document["personnes"]):
        yield "avec_interprete"


def _interpreting(document: dict, people: People) -> Iterator[str]:
    persons = document["personnes"]
    if people.few(persons["file_active"]) or not people.interpreted_apart(persons):
        return
    yield "missions"
    if not people.few_behind("interpretariat.heures") and not people.few_behind(
        "seances.heures_sans_interprete"
    ):
        yield "heures"
    if not people.any_few_behind("interpretariat.par_langue"):
        yield "par_langue"


def _calls(document: dict, people: People) -> Iterator[str]:
    """A call counts as a person: who calls twice is not known."""
    figures = document["appels"]
    yield "jours"
    if people.few(figures["total"]):
        return
    yield from ("total", "par_jour")
    for name in ("par_sexe", "par_orientation", "par_semaine"):
        if not people.any_few(figures[name]):
            yield name
    if people.separable(figures["adresses"], figures["total"]):
        yield from ("spontanes", "adresses", "adresseurs")
    if people.separable(figures["age_connus"], figures["total"]):
        yield from ("age_connus", "age_moyen")
    if people.separable(people.behind.get("appels.rappels", 1), figures["total"]):
        yield from ("rappels_total", "rappels_moyenne")


RULES = {
    "personnes": _persons,
    "orientations": _referrals,
    "seances": _sessions,
    "interpretariat": _interpreting,
    "appels": _calls,
}
# Figures about activity, not about people.
ACTIVITY = ("annee", "seuil", "actions", "sollicitations", "permanences", "groupes", "stages")


def protect(exact: dict, behind: dict, vocabulary: dict[str, list[str]]) -> dict:
    """The public document of an exact one; a withheld figure is `MASK`.

    `behind`: distinct people behind each figure that counts acts (`tally.behind`); what is missing there is few.
    `vocabulary`: by open dimension (departement, langue, orienteur_type), labels that say nothing of the year.
    """
    people = People(behind, exact["seuil"])
    document = {}
    for section, figures in exact.items():
        if section in RULES:
            told = set(RULES[section](exact, people))
            document[section] = {
                name: value if name in told else _withheld(name, value, exact["annee"], vocabulary)
                for name, value in figures.items()
            }
        else:
            document[section] = figures if section in ACTIVITY else MASK
    return document | {"mode": "public"}


def _withheld(name: str, value, year: int, vocabulary: dict[str, list[str]]):
    if not isinstance(value, dict):
        return MASK
    return dict.fromkeys(_labels(name, list(value), year, vocabulary), MASK)


def _labels(name: str, met: list[str], year: int, vocabulary: dict[str, list[str]]) -> list[str]:
    """Every label a reader may expect, met or not, in an order that says nothing of the counts."""
    if name == "par_semaine":
        return sorted({*met, *_mondays(year)})
    if name in ALWAYS_KNOWN:
        return met
    ever = vocabulary.get(name.removeprefix("par_"), [])
    return [*sorted({*met, *ever, *SHOWN.get(name, ())} - {"", UNKNOWN}), UNKNOWN]


def _mondays(year: int) -> Iterator[str]:
    """The Monday of every week that has a day in the year."""
    day = date(year, 1, 1)
    day -= timedelta(days=day.weekday())
    while day.year <= year:
        yield day.isoformat()
        day += timedelta(weeks=1)
