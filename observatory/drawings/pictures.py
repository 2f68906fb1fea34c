"""What a drawing shows: the printed marks of a table, and nothing more. Pure; `draw` turns it into an SVG.

A specification: {"form", "title", "description", "rows": [row, …]}. A row is {"label", "value": a number, or None
where nothing is drawn, "mark": what is printed}. In « facettes », "facets" are the labels of the small charts, and a
row has "values" and "marks", one for each; in « carte », "code" is the département's and "shade" is 0 to 4.
"""

from collections.abc import Callable

from centre.numbers import UNKNOWN
from networks.directory import maps
from observatory import wording
from observatory.drawings.catalogue import Absent
from observatory.drawings.tables import MASK, is_number, mark, next_month, next_week, share
from observatory.layout import alphabetical

OUTLINES = "Contours\u00a0: svg-maps, Victor Cazanave, CC BY 4.0, simplifiés."
SAME = "Le tableau qui l’accompagne dit la même chose."
HIDDEN = "Un «\u00a0c\u00a0» est masqué par le secret statistique\u00a0: rien n’est dessiné."
FORMS = {
    "barres": "Diagramme en barres horizontales.",
    "colonnes": "Diagramme en colonnes, dans l’ordre du temps.",
    "facettes": "Petits diagrammes en barres côte à côte, à la même échelle.",
    "ligne": "Courbe, une année à la fois.",
    "carte": "Carte des départements d’Occitanie, d’autant plus foncés que leur nombre est grand.",
}


def chart(path: str, table: dict, title: str) -> dict:
    """The drawing of a breakdown or of a crossed table. Raises `Absent` for any other path."""
    key = path.rpartition(".")[2]
    if path.startswith("croisements."):
        return _facets(table, title)
    if key in STEPS:
        return _columns(table, title, *STEPS[key])
    if not key.startswith(("par_", "nouvelles_par_")):
        raise Absent(path)
    return _spec("barres", title, [_row(row["label"], row["cells"][0]) for row in table["rows"]])


def years(table: dict, title: str) -> dict:
    """One figure year after year; a gap interrupts the line."""
    rows = [
        _row(row["label"], row["cells"][0]) | ({"mark": ""} if row["gap"] else {}) for row in table["rows"]
    ]
    return _spec("ligne", title, rows)


def map_of(table: dict, title: str) -> dict:
    """The départements of the map; those missing from the table are left blank."""
    cells = {row["key"]: row["cells"][0] for row in table["rows"]}
    most = max((cells[code] for code in maps.codes() if is_number(cells.get(code))), default=0)
    rows = []
    for code in maps.codes():
        told = (
            _row(wording.departement(code), cells[code])
            if code in cells
            else _row(wording.departement(code), None, "")
        )
        rows.append(told | {"code": code, "shade": maps.shade(told["value"] or 0, most)})
    return _spec("carte", title, rows)


def with_every_departement(table: dict) -> list[dict]:
    """The rows of an exact table, with a 0 for the départements of the map where nobody lives.

    A public table is returned as it is: a département it does not list may have joined « Autres ».
    """
    known = {row["key"] for row in table["rows"]}
    rows = table["rows"] + [
        {"key": code, "label": wording.departement(code), "cells": [0], "share": share(0, table["base"] or 1)}
        for code in maps.codes()
        if code not in known
    ]
    return sorted(rows, key=lambda row: (row["key"] == UNKNOWN, alphabetical(row["label"])))


# ── Forms ───────────────────────────────────────────────────────────────────────────────────────


def _spec(form: str, title: str, rows: list[dict], **more) -> dict:
    marks = [one for row in rows for one in row.get("marks", [row.get("mark")])]
    hidden = f" {HIDDEN}" if mark(MASK) in marks else ""
    return {
        "form": form,
        "title": title,
        "description": f"{FORMS[form]} {SAME}{hidden}",
        "rows": rows,
        **more,
    }


def _row(label: str, value, text: str | None = None, **more) -> dict:
    return {
        "label": label,
        "value": value if is_number(value) else None,
        "mark": mark(value) if text is None else text,
        **more,
    }


def _facets(table: dict, title: str) -> dict:
    """The dimension with fewer answers gives the small charts, the other one their bars."""
    labels, columns = [row["label"] for row in table["rows"]], table["columns"]
    cells = [row["cells"] for row in table["rows"]]
    if len(labels) < len(columns):
        labels, columns, cells = columns, labels, [list(column) for column in zip(*cells, strict=True)]
    rows = [
        {
            "label": label,
            "values": [value if is_number(value) else None for value in some],
            "marks": [mark(value) for value in some],
        }
        for label, some in zip(labels, cells, strict=True)
    ]
    return _spec("facettes", title, rows, facets=columns)


def _columns(table: dict, title: str, after: Callable[[str], str], short: Callable[[str], str]) -> dict:
    """Every month or week from the first to the last; one that the table does not list keeps its place, empty."""
    cells = {row["key"]: row["cells"][0] for row in table["rows"] if row["key"] != UNKNOWN}
    rows, key, last = [], min(cells), max(cells)
    while key <= last:
        told = _row(key, cells[key]) if key in cells else _row(key, None, "")
        rows.append(told | {"label": short(key)})
        key = after(key)
    return _spec("colonnes", title, rows)


def _short_month(key: str) -> str:
    return wording.day(f"{key}-15", "LLL")


def _short_week(key: str) -> str:
    return wording.day(key, "d MMM")


STEPS = {"par_mois": (next_month, _short_month), "par_semaine": (next_week, _short_week)}
