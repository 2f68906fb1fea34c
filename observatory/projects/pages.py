"""From the content of a sheet to what a page, a document or a table says. Pure."""

from datetime import date
from itertools import groupby

from centre.templatetags.ui import fr_number
from observatory.layout import typeset
from observatory.projects import length
from observatory.projects.protection import MASK

TWICE = "Une personne suivie deux ans compterait deux fois\u00a0: les années ne s’additionnent pas."
DISTINCT = "Sur la période\u00a0: personnes différentes, comptées par le portail sur ces années entières."
COUNTED_BY_PORTAL = "Personnes différentes, comptées par le portail sur les années entières"
COLUMNS = (
    "Indicateur",
    "Définition",
    "Unité",
    "Période",
    "Réalisé",
    "Cible",
    "Part de la cible (%)",
    "Origine du chiffre",
)


def told(content: dict) -> dict:
    """The templates' context: facts with days, indicators with their sentences, columns of years, share."""
    known = facts(content["facts"])
    every = len(length.years(known["starts_on"], known["ends_on"]))
    indicators = [_indicator(one, every, content["threshold"]) for one in content["indicators"]]
    years = [year["year"] for year in content["years"]]
    return {
        "facts": known,
        "years": years,
        "columns": "|".join(["Indicateur", *(f"{year}#" for year in years), "Sur la période#"]),
        "indicators": indicators,
        "share": _share(content["share"]),
        "unpublished": [year["year"] for year in content["years"] if year["edition"] is None],
        "linked": any(one["source"] for one in indicators),
        "withheld": any(
            MASK in (one["total"], *(year["value"] for year in one["years"])) for one in indicators
        ),
        "threshold": content["threshold"],
    }


def facts(written: dict) -> dict:
    days = {name: date.fromisoformat(written[name]) for name in ("starts_on", "ends_on")}
    return {
        name: typeset(value) if isinstance(value, str) else value for name, value in written.items()
    } | days


def _indicator(one: dict, every: int, threshold: int) -> dict:
    texts = {name: typeset(one[name]) for name in ("label", "definition", "basis", "source")}
    return (
        one
        | texts
        | {
            "bases": _bases(one["years"]),
            "note": _note(one, every),
            "targets": _targets(one),
            "withheld": _withheld(one, threshold),
        }
    )


_WHY = {
    "small": "moins de {k}\u00a0personnes",
    "waits": "attend la publication du bilan de ces années, qui pourrait en dire presque autant",
    "near": "trop proche de {first}",
    "sum": "trop proche de la somme de {first} et de {second}",
    "rest": "trop proche du reste de {first} sans {second}",
    "sums": "trop proche de la somme de plusieurs autres lignes",
    "part": "ajouté à d’autres lignes, trop proche de {first}",
    "several": "comparé aux années, dirait combien de personnes sont venues plusieurs années",
    "year": "une de ses années n’est pas transmise",
}


def _withheld(one: dict, threshold: int) -> list[str]:
    """« 2025 : 85, trop proche de « File active » du bilan 2025 (90). », for the centre alone."""
    return [
        f"{why.year or 'Sur la période'}\u00a0: {fr_number(why.value)}, "
        + _WHY[why.why].format(
            k=threshold, **dict(zip(("first", "second"), map(_beside, why.beside), strict=False))
        )
        + "."
        for why in one.get("withheld", ())
    ]


def _beside(count) -> str:
    return f"{typeset(count.said)} ({fr_number(count.people)})"


def _targets(one: dict) -> str:
    """« Cible : 30 par an, 150 sur la période. »"""
    told = [
        f"{fr_number(value)} {when}"
        for value, when in ((one["yearly_target"], "par an"), (one["target"], "sur la période"))
        if value is not None
    ]
    return f"Cible\u00a0: {', '.join(told)}." if told else ""


def _bases(years: list[dict]) -> list[str]:
    """« 2018 à 2020 : feuilles d’émargement », years in a row together."""
    found = []
    for basis, some in groupby((year for year in years if year["basis"]), key=lambda year: year["basis"]):
        of = [year["year"] for year in some]
        when = f"{of[0]} à {of[-1]}" if len(of) > 1 else f"{of[0]}"
        found.append(typeset(f"{when}\u00a0: {basis}"))
    return found


def _note(one: dict, every: int) -> str:
    """What must be known to interpret the total."""
    if one["by_hand"]:
        return ""
    if one.get("distinct"):
        return DISTINCT
    if not one["adds"] and every > 1:
        return TWICE if one["unit"] == "personnes" else "Les années ne s’additionnent pas."
    if one["adds"] and one["total"] not in (None, MASK) and one["counted"] < every:
        counted = one["counted"]
        return f"À ce jour\u00a0: {counted}\u00a0année{'s' * (counted > 1)} sur {every}."
    return ""


def _share(share: dict | None) -> dict | None:
    if share is None:
        return None
    axes = [axis | {"axis": typeset(axis["axis"] or "Sans axe")} for axis in share["axes"]]
    return share | {"axes": axes}


def rows(content: dict) -> list[list]:
    """The table of a sheet for a spreadsheet, in the order of `COLUMNS`: « c » is withheld, empty was not noted."""
    facts = content["facts"]
    period = (
        f"{date.fromisoformat(facts['starts_on']):%d/%m/%Y} - {date.fromisoformat(facts['ends_on']):%d/%m/%Y}"
    )
    found = []
    for one in content["indicators"]:
        head = [one["label"], one["definition"], one["unit"]]
        for year in one["years"]:
            origin = year["basis"] or _edition(one, content["years"], year["year"])
            cells = [year["year"], _cell(year["value"]), _cell(one["yearly_target"]), _cell(year["ratio"])]
            found.append([*head, *cells, origin])
        found.append(
            [*head, period, _cell(one["total"]), _cell(one["target"]), _cell(one["ratio"]), _origin(one)]
        )
    return found


def _origin(one: dict) -> str:
    return COUNTED_BY_PORTAL if one.get("distinct") else one["basis"]


def _edition(one: dict, years: list[dict], year: int) -> str:
    edition = next((known["edition"] for known in years if known["year"] == year), None)
    return f"{one['source']}, bilan {year}, édition {edition}" if one["source"] and edition else ""


def _cell(value) -> str:
    if value is None:
        return ""
    return "c" if value == MASK else str(value).replace(".", ",")
