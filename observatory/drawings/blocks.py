"""The context of each block of a bilan, from the figures document and the listing alone. Pure: page and PDF share it.

`shown` gives the context of `observatory/blocks/<kind>.html`, under the name `block`:
every kind: "kind", "template", "title", "note", "number" (set by `numbered`), "year", "public", "source", "absent"
(why there is nothing to show, or ""), "spec" (the drawing it asks for, or None), "fingerprint" (its name); "svg" (the
drawing) and "asking" are filled by `actions.pictured` on pages, by `drawing_process.attempt` in documents;
texte: "html" · chiffres: "figures" · tableau, graphique, carte, annees: "table" (see `tables`) · activites: "section"
· sollicitations: "rows" · constats: "findings".
"""

from observatory import wording
from observatory.content import Item
from observatory.drawings import pictures, tables
from observatory.drawings.catalogue import MAPPED, Absent, Source, at, catalogue, named
from observatory.drawings.fingerprints import fingerprint
from observatory.findings.words import said
from observatory.layout import figure_of, section_of, solicitations, typeset
from observatory.states import BlockKind, Mode

__all__ = ["Absent", "Source", "at", "catalogue", "numbered", "shown"]

NOTHING = "Rien n’est compté ici en {year}."
NO_LONGER = "Ce chiffre n’existe pas dans le bilan {year}."
BLANK = "Un département sans chiffre sur la carte n’est pas dans le tableau."
CAPTIONS = {
    BlockKind.TABLE: "Tableau",
    BlockKind.CHART: "Graphique",
    BlockKind.MAP: "Carte",
    BlockKind.YEARS: "Graphique",
}


def shown(item: Item, figures: dict, listing: dict, earlier: dict[int, dict]) -> dict:
    """The context of a block. `earlier`: year → figures document, in the same mode, of the years published before."""
    block = {
        "kind": str(item.kind),
        "template": f"observatory/blocks/{item.kind}.html",
        "title": typeset(item.title),
        "note": typeset(item.note),
        "number": "",
        "year": str(figures["annee"]),
        "public": figures["mode"] == Mode.PUBLIC,
        "source": "",
        "absent": "",
        "spec": None,
        "fingerprint": "",
        "svg": "",
        "asking": "",
    }
    try:
        block |= SAYS[item.kind](item, figures, listing, earlier)
    except Absent:
        block["absent"] = NO_LONGER.format(year=figures["annee"])
    if item.title:
        block["title"] = typeset(item.title)
    if block["spec"]:
        block["spec"] |= {"title": block["title"]}
        block["fingerprint"] = fingerprint(block["spec"], figures["mode"])
    return block


def numbered(blocks: list[dict]) -> list[dict]:
    """The blocks, each table, chart and map with its number: « Tableau 3 », in the order of the bilan."""
    counts: dict[str, int] = {}
    for block in blocks:
        name = CAPTIONS.get(block["kind"])
        if name and not block["absent"]:
            counts[name] = counts.get(name, 0) + 1
            block["number"] = f"{name}\u00a0{counts[name]}"
            block["table"]["caption"] = f"{block['number']}. {block['title']}"
    return blocks


# ── One kind each ───────────────────────────────────────────────────────────────────────────────


def _text(item, figures, listing, earlier) -> dict:
    return {"html": item.html}


def _figures(item, figures, listing, earlier) -> dict:
    """Those of `options["figures"]` (paths); otherwise the one at `source`; otherwise all of its section."""
    paths = item.options.get("figures") or [item.source]
    told = [one for path in paths for one in _key_figures(figures, path, listing)]
    title = named(figures, paths[0], listing).title
    empty = len(told) > 1 and all(one["value"] in (0, None) for one in told)
    return {
        "figures": told,
        "source": _source(title, figures, listing),
        "absent": NOTHING.format(year=figures["annee"]) if empty else "",
    }


def _key_figures(figures: dict, path: str, listing: dict) -> list[dict]:
    found = named(figures, path, listing)
    if found.breakdown:
        raise Absent(path)
    holder = at(figures, found.holder)
    wanted = [one for one in found.figures if one.key in holder and found.key in ("", one.key)]
    if not wanted:
        raise Absent(path)
    return [figure_of(one, holder) for one in wanted]


def _table(item, figures, listing, earlier) -> dict:
    parts = item.options.get("parts", True)
    title, group, table = _counted(item.source, figures, listing, parts=parts)
    return {
        "title": title,
        "table": table | {"caption": typeset(item.title) or title},
        "source": _source(group, figures, listing),
        "absent": _nothing(table, figures),
    }


def _counted(path: str, figures: dict, listing: dict, *, parts: bool = True) -> tuple[str, str, dict]:
    """Title, section and table of what a path designates."""
    if path == "actions":
        return "Activités par section du plan", "Activités", tables.of_plan(figures, listing)
    crossing = _crossing(path)
    if crossing:
        cells = at(figures, path)
        active = figures["personnes"]["file_active"]
        return crossing.title, "Personnes accompagnées", tables.of_crossing(crossing, cells, active)
    found = named(figures, path, listing)
    if found.breakdown:
        whole = wording.whole_title(typeset(found.title), found.breakdown)
        return whole, found.title, tables.of_breakdown(figures, found, parts=parts)
    if found.figure:
        raise Absent(path)
    return found.title, found.title, tables.of_section(figures, found)


def _crossing(path: str) -> wording.Crossing | None:
    return next((one for one in wording.CROSSINGS if path == f"croisements.{one.key}"), None)


def _nothing(table: dict, figures: dict) -> str:
    values = [value for row in table["rows"] for value in row["cells"]]
    nothing = all(value in (0, None, "") for value in values)
    return NOTHING.format(year=figures["annee"]) if nothing else ""


def _chart(item, figures, listing, earlier) -> dict:
    block = _table(item, figures, listing, earlier)
    if not block["absent"] and block["table"]["withheld"] != "all":
        block["spec"] = pictures.chart(item.source, block["table"], block["title"])
    return block


def _map(item, figures, listing, earlier) -> dict:
    """The map. Its source is always the breakdown by département, whatever the item says."""
    found = named(figures, item.source or MAPPED, listing)
    if f"{found.holder}.{found.key}" != MAPPED:
        raise Absent(item.source)
    title, group, table = _counted(MAPPED, figures, listing)
    if figures["mode"] == Mode.EXACT:
        table["rows"] = pictures.with_every_departement(table)
        table["printed"] = tables.region_first(table["rows"])
    block = {
        "title": title,
        "table": table | {"caption": typeset(item.title) or title},
        "source": _source(group, figures, listing),
        "absent": _nothing(table, figures),
        "credit": pictures.OUTLINES,
    }
    if not block["absent"] and table["withheld"] != "all":
        block["spec"] = pictures.map_of(table, title)
        if not all(row["mark"] for row in block["spec"]["rows"]):
            block["credit"] = f"{BLANK} {pictures.OUTLINES}"
    return block


def _years(item, figures, listing, earlier) -> dict:
    """The table of one figure over the years, from documents of the same mode; a year without it is a gap."""
    found = named(figures, item.source, listing)
    if not found.figure or found.key in wording.DAYS:
        raise Absent(item.source)
    documents = {int(year): one for year, one in earlier.items() if one["mode"] == figures["mode"]}
    documents[figures["annee"]] = figures
    values = {}
    for year, document in documents.items():
        try:
            values[year] = at(document, item.source)
        except Absent:
            continue
    label = found.figure.label
    title = f"{label} d’une année à l’autre"
    table = tables.of_years(values, label) | {
        "caption": typeset(item.title) or title,
        "definition": typeset(found.figure.definition),
    }
    source = _source(found.title, figures, listing, first=min(values, default=figures["annee"]))
    block = {"title": title, "table": table, "source": source}
    if sum(tables.is_number(value) for value in values.values()) > 1:
        block["spec"] = pictures.years(table, title)
    return block


def _activities(item, figures, listing, earlier) -> dict:
    rubric = item.source.removeprefix("actions.")
    every = [section["rubric"] for section in listing["sections"]]
    section = next((one for one in listing["sections"] if one["rubric"] == rubric), None)
    if section is None or rubric not in figures["actions"]:
        raise Absent(item.source)
    told = section_of(section, figures, every)
    empty = f"Aucune activité enregistrée pour cette section en {figures['annee']}." if told["empty"] else ""
    return {"section": told, "absent": empty}


def _solicitations(item, figures, listing, earlier) -> dict:
    rows = solicitations(listing, figures["annee"])
    return {
        "title": "Sollicitations reçues",
        "rows": rows,
        "source": _source("Sollicitations", figures, listing),
        "absent": "" if rows else f"Aucune sollicitation en {figures['annee']}.",
    }


def _findings(item, figures, listing, earlier) -> dict:
    findings = [said(one) for one in listing.get("findings", ())]
    return {
        "title": "Constats publiés",
        "findings": findings,
        "absent": "" if findings else "Aucun constat publié.",
    }


def _source(title: str, figures: dict, listing: dict, *, first: int | None = None) -> str:
    """« Source : Centre de l’exemple, séances, 2020. »; with an earlier `first` year, « 2018 à 2020 »."""
    who, last = typeset(listing.get("centre", "")), figures["annee"]
    when = f"{first} à {last}" if first and first < last else str(last)
    words = ", ".join(filter(None, (who, wording.inside(title), when)))
    return f"Source\u00a0: {words}."


SAYS = {
    BlockKind.TEXT: _text,
    BlockKind.FIGURES: _figures,
    BlockKind.TABLE: _table,
    BlockKind.CHART: _chart,
    BlockKind.MAP: _map,
    BlockKind.YEARS: _years,
    BlockKind.ACTIVITIES: _activities,
    BlockKind.SOLICITATIONS: _solicitations,
    BlockKind.FINDINGS: _findings,
}
