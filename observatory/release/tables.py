"""The tables of an edition as its files carry them, from frozen figures and listing alone. Pure.

A cell is a number, a text, None (not counted) or « masque » (withheld); each format writes these in its own way. Every
answer has its row here, where a page gathers those that are withheld (`drawings.tables`).
"""

from dataclasses import dataclass
from functools import cached_property

from centre.numbers import UNKNOWN
from observatory import layout, wording
from observatory.disclosure import MASK

MEASURES = {
    "lignes": "Activités",
    "tenues": "Tenues",
    "annulees": "Annulées",
    "reportees": "Reportées",
    "professionnels": "Professionnels",
    "usagers": "Usagers",
    "participants": "Participants",
    "tetes": "Présences",
    "non_comptees": "Sans comptage",
    "excuses": "Excusés",
    "presentiel": "En présence",
    "telephone": "Par téléphone",
    "visio": "En visio",
}
HOST_MEASURES = ("lignes", "tenues", "annulees")
LISTED = (
    *("Rubrique", "Date", "Intitulé", "Hôte", "Type", "Modalité", "État"),
    *("Professionnels", "Usagers", "Participants", "Excusés"),
)
STATES = {"tenue": "tenue", "annulee": "annulée", "reportee": "reportée"}


@dataclass(frozen=True)
class Table:
    """`name`: short, unique, made of letters, digits and hyphens. `definition`: what is counted, possibly ""."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple, ...]
    definition: str = ""

    @cached_property
    def words(self) -> int:
        """How many of the first columns are text; the others are counts."""
        counts = [
            rank
            for rank in range(len(self.columns))
            if any(not isinstance(row[rank], str) or row[rank] == MASK for row in self.rows)
        ]
        return min(counts, default=len(self.columns))

    @property
    def is_withheld(self) -> bool:
        counts = [value for row in self.rows for value in row[self.words :]]
        return bool(counts) and all(value == MASK for value in counts)


def tables(figures: dict, listing: dict) -> list[Table]:
    """Every table that has a row: the activities, their list, each section's figures, the crossed tables."""
    every = [
        *_of_activities(figures["actions"], _titles(listing)),
        _list_of_activities(figures["annee"], listing),
        _list_of_solicitations(figures["annee"], listing),
        *(table for section in wording.SECTIONS for table in _of_section(section, figures[section.key])),
        *_crossed(figures.get("croisements") or {}),
    ]
    return [table for table in every if table.rows]


def _titles(listing: dict) -> dict[str, str]:
    """{rubric: its title}, in the order of the plan; « total » last."""
    return {section["rubric"]: section["title"] for section in listing["sections"]} | {"total": "Total"}


def _of_activities(actions: dict, titles: dict[str, str]) -> list[Table]:
    rubrics = [rubric for rubric in titles if rubric in actions]
    kinds, hosts = _by(rubrics, titles, actions, "par_type"), _by(rubrics, titles, actions, "par_hote")
    totals = [(*_who(rubric, titles), *(actions[rubric][key] for key in MEASURES)) for rubric in rubrics]
    return [
        Table(
            "activites", "Activités par rubrique", ("Rubrique", "Titre", *MEASURES.values()), tuple(totals)
        ),
        Table(
            "activites-par-type",
            "Activités par rubrique et par type",
            ("Rubrique", "Titre", "Type", *MEASURES.values()),
            tuple(
                (*who, wording.activity_type(key), *(counts[name] for name in MEASURES))
                for who, key, counts in kinds
            ),
        ),
        Table(
            "activites-par-hote",
            "Activités par rubrique et par hôte",
            ("Rubrique", "Titre", "Hôte", *(MEASURES[key] for key in HOST_MEASURES)),
            tuple(
                (*who, wording.UNKNOWN if key == UNKNOWN else key, *(counts[name] for name in HOST_MEASURES))
                for who, key, counts in hosts
            ),
        ),
    ]


def _by(rubrics: list[str], titles: dict, actions: dict, part: str) -> list[tuple[tuple, str, dict]]:
    return [
        (_who(rubric, titles), key, actions[rubric][part][key])
        for rubric in rubrics
        for key in sorted(actions[rubric][part])
    ]


def _who(rubric: str, titles: dict) -> tuple[str, str]:
    return ("" if rubric in ("total", UNKNOWN) else rubric, layout.typeset(titles[rubric]))


def _list_of_activities(year: int, listing: dict) -> Table:
    rows = []
    for section in listing["sections"]:
        for row in section["activities"]:
            told = layout.activity(row, year)
            state = f"reportée au {told['postponed']}" if told["postponed"] else STATES[told["state"]]
            words = (told["date"], told["title"], told["host"], told["type"], told["modality"], state)
            rows.append((section["rubric"].replace(UNKNOWN, ""), *words, *told["heads"]))
    return Table("liste-des-activites", "Liste des activités", LISTED, tuple(rows))


def _list_of_solicitations(year: int, listing: dict) -> Table:
    rows = tuple(tuple(row.values()) for row in layout.solicitations(listing, year))
    columns = ("Demandée", "Intervention", "Demandeur", "Objet", "Réponses")
    return Table("liste-des-sollicitations", "Liste des sollicitations", columns, rows)


def _of_section(section: wording.Section, values: dict) -> list[Table]:
    """A section's key figures, then its tables; nothing if the section is empty."""
    if not values[section.main]:
        return []
    title = layout.typeset(section.title)
    told = [layout.figure_of(figure, values) for figure in section.figures]
    key_figures = tuple(
        (one["label"], one["value"], one["base"] if figure.base else "", one["definition"])
        for figure, one in zip(section.figures, told, strict=True)
    )
    columns = ("Chiffre", "Valeur", "Base", "Ce qui est compté")
    first = Table(section.key, title, columns, key_figures, layout.typeset(section.lead))
    return [first, *(_breakdown(section, title, item, values[item.key]) for item in section.breakdowns)]


def _breakdown(section: wording.Section, title: str, item: wording.Breakdown, answers) -> Table:
    name = f"{section.key}-{item.key}".replace("_", "-")
    columns = ("Réponse", item.count)
    if not isinstance(answers, dict):
        rows = (("Ensemble des réponses", answers),) if answers else ()
    else:
        rows = tuple(
            (item.label_of(key), answers[key]) for key in layout.as_printed(item.key, answers, item.label_of)
        )
    return Table(name, wording.whole_title(title, item), columns, rows, layout.typeset(item.definition))


def _crossed(crossings: dict) -> list[Table]:
    found = [(crossing, crossings.get(crossing.key)) for crossing in wording.CROSSINGS]
    return [_crossing(crossing, cells) for crossing, cells in found if isinstance(cells, dict)]


def _crossing(crossing: wording.Crossing, cells: dict) -> Table:
    met = {key for row in cells.values() if isinstance(row, dict) for key in row}
    columns = layout.as_printed(crossing.column, met, crossing.column_of)
    return Table(
        f"croisement-{crossing.key}".replace("_", "-"),
        crossing.title,
        (wording.DIMENSIONS[crossing.row], *map(crossing.column_of, columns)),
        tuple(
            (crossing.row_of(key), *_row(cells[key], columns))
            for key in layout.as_printed(crossing.row, cells, crossing.row_of)
        ),
        "Personnes de la file active, chacune une fois.",
    )


def _row(row, columns: list[str]) -> list:
    """A row; « masque » in place of a row withheld whole."""
    return [row.get(key) if isinstance(row, dict) else row for key in columns]
