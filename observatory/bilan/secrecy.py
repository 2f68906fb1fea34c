"""What the coordination is told of the protection of an edition, in French: what is withheld, why, what could be done.

`ExactFigures.protection` is `disclosure`'s report; `AnnualReport.audit` the attacker's verdict.
"""

from itertools import groupby

from observatory import wording
from observatory.models import AnnualReport

# What a withheld figure is withheld for, longer than in the report; what is not here is said as it came.
WHY = {
    "petit effectif": "Trop peu de personnes y sont comptées.",
    "trop peu de personnes derrière ces actes": "Ces actes concernent trop peu de personnes.",
    "groupe homogène": "Toutes les personnes du groupe auraient la même réponse : la dire dirait celle de chacune.",
    "suit un effectif masqué": "Ce chiffre se calcule à partir d’un effectif masqué.",
    "change trop peu depuis l’édition précédente": "Lu avec l’édition précédente, il dirait un petit effectif.",
    "protège un autre effectif": "Sans lui, un effectif masqué se retrouverait par soustraction.",
}


def of(report: AnnualReport) -> dict:
    """{"told", "share", "reasons", "gains", "dropped", "grouped", "choices", "verdict"}, empty before the count."""
    told = report.protection or {}
    figures = [one | {"name": name_of(one["path"])} for one in told.get("figures", ())]
    return {
        "told": told,
        "share": f"{round(100 * told['share'])}\u00a0%" if "share" in told else "",
        "reasons": _by_reason(figures),
        "gains": told.get("gains", ()),
        "dropped": [one | {"name": name_of(one["path"])} for one in told.get("dropped", ())],
        "grouped": [
            (wording.DIMENSIONS.get(dimension, dimension), ", ".join(_labels(dimension, labels)))
            for dimension, labels in told.get("grouped", {}).items()
            if labels
        ],
        "choices": _choices(report, figures),
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


def _choices(report: AnnualReport, figures: list[dict]) -> list[tuple[str, str]]:
    """Withheld only to protect others: those that may be published instead; and those preferred already."""
    free = {one["path"]: one["name"] for one in figures if one["reason"] == "protège un autre effectif"}
    return list((free | {path: name_of(path) for path in report.preferred}).items())


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
    """« Personnes accompagnées, selon le sexe : Femmes », from `personnes.par_sexe.F`. An unknown path as it is."""
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
