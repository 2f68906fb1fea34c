"""What the coordination is told about the protection of an edition, in French: what is withheld, why, what could be
done.

`ExactFigures.protection` is the report of `disclosure`; `AnnualReport.audit` is the attacker's verdict.
"""

from itertools import groupby

from centre.numbers import written
from observatory import wording
from observatory.disclosure import preferences
from observatory.models import AnnualReport

# What a withheld figure is withheld for, longer than in the report; what is not here is said as it came.
WHY = {
    "petit effectif": "Trop peu de personnes y sont comptées.",
    "trop peu de personnes derrière ces actes": "Ces actes concernent trop peu de personnes.",
    "groupe homogène": "Tout le groupe aurait la même réponse\u00a0: l’imprimer dirait celle de chaque personne.",
    "suit un effectif masqué": "Ce chiffre se calcule à partir d’un effectif masqué.",
    "change trop peu depuis l’édition précédente": "Lu avec l’édition précédente, il dirait un petit effectif.",
    "masqué dans l’édition précédente": "Ce que des chiffres déjà sortis masquent se retrouverait.",
    "protège un autre effectif": "Sans lui, un effectif masqué se retrouverait par soustraction.",
}


def of(report: AnnualReport) -> dict:
    """{"told", "share", "reasons", "dropped", "grouped", "choices", "chosen", "waiting", "verdict"}, empty before the
    count.

    `chosen`: preferences these figures were counted with; `waiting`: whether the current preferences differ.
    """
    told = report.protection or {}
    figures = [one | {"name": name_of(one["path"])} for one in told.get("figures", ())]
    return {
        "told": told,
        "share": f"{round(100 * told['share'])}\u00a0%" if "share" in told else "",
        "reasons": _by_reason(figures),
        "dropped": [one | {"name": name_of(one["path"])} for one in told.get("dropped", ())],
        "grouped": [
            (wording.DIMENSIONS.get(dimension, dimension), ", ".join(_labels(dimension, labels)))
            for dimension, labels in told.get("grouped", {}).items()
            if labels
        ],
        "choices": _choices(report, told),
        "chosen": [choice_of(word) for word in told.get("preferred", ())],
        "waiting": sorted(told.get("preferred", ())) != sorted(report.preferred),
        "verdict": report.audit or {},
    }


def _by_reason(figures: list[dict]) -> list[dict]:
    """[{"reason", "why", "figures": [names]}], in the order of the report."""
    order = list(dict.fromkeys(one["reason"] for one in figures))
    grouped = groupby(sorted(figures, key=lambda one: order.index(one["reason"])), lambda one: one["reason"])
    return [
        {"reason": reason, "why": WHY.get(reason, ""), "names": [one["name"] for one in those]}
        for reason, those in grouped
    ]


# ── What may be preferred ───────────────────────────────────────────────────────────────────────

NOT_OFFERED = "Un de ces choix n’est plus proposé\u00a0: l’année a été recomptée entre-temps."
TABLES, FIGURES = "Dans les tableaux croisés", "Chiffres à garder de préférence"


def offered(told: dict) -> list[str]:
    """What may be preferred next time: the report's advice, figures withheld only to protect others, current
    choices."""
    figures = (one["path"] for one in told.get("figures", ()) if one["reason"] == "protège un autre effectif")
    return [*_advice(told), *figures, *told.get("preferred", ())]


def _advice(told: dict) -> dict[str, str]:
    """Choice → what it would give back."""
    return {
        one["choice"]: _gained(one["cells"], one["people"])
        for one in told.get("gains", ())
        if "choice" in one
    }


def _gained(cells: int, people: int) -> str:
    fewer = f"{written(cells)} chiffre{'s' * (cells > 1)} masqué{'s' * (cells > 1)} de moins"
    return f"{fewer}, {written(people)} personne{'s' * (people > 1)} comptée{'s' * (people > 1)} dedans"


def _choices(report: AnnualReport, told: dict) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is offered and what is already preferred, by kind."""
    advice, kinds = _advice(told), {TABLES: [], FIGURES: []}
    for word in dict.fromkeys([*offered(told), *report.preferred]):
        name = f"{choice_of(word)}\u00a0: {advice[word]}" if word in advice else choice_of(word)
        kinds[FIGURES if preferences.is_figure(word) else TABLES].append((word, name))
    return [(kind, those) for kind, those in kinds.items() if those]


def choice_of(word: str) -> str:
    """« Ne pas publier « Personnes selon… » »; for a figure to keep, its name."""
    read = preferences.read([word])
    for table in read.without:
        return f"Ne pas publier «\u00a0{name_of(f'croisements.{table}')}\u00a0»"
    for dimension, label in read.joined:
        (name,) = _labels(dimension, [label])
        return f"Compter «\u00a0{name}\u00a0» avec «\u00a0Autres\u00a0» dans les croisements"
    return name_of(word)


# ── Names of cells ──────────────────────────────────────────────────────────────────────────────

LABELS = {
    "sexe": wording.sex,
    "tranche_age": wording.age_band,
    "departement": wording.departement,
    "situation": wording.situation,
}


def _labels(dimension: str, labels) -> list[str]:
    label_of = LABELS.get(dimension, str)
    return [label_of(label) for label in labels]


def name_of(path: str) -> str:
    """« Personnes accompagnées, selon le sexe : Femmes », from `personnes.par_sexe.F`; an unknown path as it is."""
    head, _, rest = path.partition(".")
    if head == "croisements":
        return _crossed(*rest.split(".", 1)) if rest else path
    section = next((one for one in wording.SECTIONS if one.key == head), None)
    if section is None:
        return path
    key, _, label = rest.partition(".")
    for figure in section.figures:
        if figure.key == key:
            return f"{section.title}, {wording.inside(figure.label)}"
    for table in section.breakdowns:
        if table.key == key:
            name = f"{section.title}, {wording.inside(table.title)}"
            return f"{name}\u00a0: {table.label_of(label)}" if label else name
    return path


def _crossed(table: str, cells: str = "") -> str:
    crossing = next((one for one in wording.CROSSINGS if one.key == table), None)
    if crossing is None:
        return f"croisements.{table}.{cells}".rstrip(".")
    if not cells:
        return crossing.title
    first, _, second = cells.partition(".")
    labels = [crossing.row_of(first), crossing.column_of(second)] if second else [crossing.row_of(first)]
    return f"{crossing.title}\u00a0: {', '.join(labels)}"
