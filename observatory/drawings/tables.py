"""Tables of blocks: rows in an order independent of the values, none left out, and shares only where they may be told.

A table: {"caption", "columns": names of its numbers, "head": name of its rows, "rows": [{"label", "cells", "share"}],
"shares": are there any, "base", "base_label", "unknown", "definition", "withheld": "", "some" or "all", "listed":
columns as `data_table` takes them, "printed": the rows that a page prints (see `folded`)}.
"""

from datetime import date, timedelta

from centre.numbers import UNKNOWN, written
from networks.directory import maps
from observatory import wording
from observatory.content import number_of
from observatory.disclosure import MASK
from observatory.drawings.catalogue import Named, at
from observatory.drawings.gathering import gathered
from observatory.layout import as_printed, typeset

FOLDED = 3  # so many periods withheld one after the other are one line


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def mark(value) -> str:
    """A number, or one of the three non-numbers, as printed."""
    if is_number(value):
        return written(value)
    return {None: "–", "X": "X", MASK: "c"}[value]


def share(value, base) -> str | None:
    """« 12,3 % », from two printed integers; « masque » where the count is withheld; None where there is no count."""
    if value == MASK:
        return MASK
    return f"{written(100 * value / base, 1)}\u00a0%" if isinstance(value, int) else None


def labelled(name: str, answers, label_of) -> list[tuple[str, str]]:
    """(answer, label) of a dimension, in an order independent of the values; « non renseigné » comes last."""
    return [
        (key, wording.UNKNOWN if key == UNKNOWN else label_of(key))
        for key in as_printed(name, answers, label_of)
    ]


def table(rows: list[dict], *, head: str, columns: list[str], **more) -> dict:
    """A table from its rows; "withheld" is derived from them."""
    values = [value for row in rows for value in row["cells"]]
    hidden = sum(value == MASK for value in values)
    found = {
        "caption": "", "head": head, "columns": columns, "rows": rows, "shares": False, "base": None, "base_label": "",
        "unknown": None, "definition": "", "printed": rows,
        "withheld": "" if not hidden else "all" if hidden == len(values) else "some",
    } | more  # fmt: skip
    names = [head, *(f"{name}#" for name in columns), *(["Part#"] if found["shares"] else [])]
    return found | {"listed": "|".join(name.replace("|", "/") for name in names)}


def next_month(key: str) -> str:
    return f"{date.fromisoformat(f'{key}-28') + timedelta(days=4):%Y-%m}"


def next_week(key: str) -> str:
    return (date.fromisoformat(key) + timedelta(weeks=1)).isoformat()


def _months(first: str, last: str, count: int) -> str:
    """« de janvier à avril 2020 (4 mois) »."""
    names = [wording.month(first), wording.month(last)]
    start = names[0].removesuffix(f" {first[:4]}") if first[:4] == last[:4] else names[0]
    return f"{'d’' if start[0] in 'ao' else 'de '}{start} à {names[1]} ({count}\u00a0mois)"


def _weeks(first: str, last: str, count: int) -> str:
    sunday = date.fromisoformat(last) + timedelta(days=6)
    return f"du {wording.day(first)} au {wording.day(sunday.isoformat())} ({count}\u00a0semaines)"


STEPS = {"par_mois": (next_month, _months), "par_semaine": (next_week, _weeks)}


def folded(rows: list[dict], after, named) -> list[dict]:
    """Rows in the order of time, with consecutive withheld periods merged into one row: as many « c », fewer rows.

    `after`: a period's key → the next one's; `named`: (first key, last key, how many) → the label of the row.
    """
    runs: list[list[dict]] = []
    for row in rows:
        before = runs[-1][-1] if runs else None
        hidden = before and before["cells"] == row["cells"] == [MASK] and before["key"] != UNKNOWN
        if hidden and row["key"] == after(before["key"]):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [one for run in runs for one in ([_line(run, named)] if len(run) >= FOLDED else run)]


def region_first(rows: list[dict]) -> list[dict]:
    """The départements of the region, then the others that are listed, then the unlisted ones as one row, then « non
    renseigné »."""
    known = maps.codes()
    region = [row for row in rows if row["key"] in known]
    others = [row for row in rows if row["key"] not in known and row["key"] != UNKNOWN]
    told = [row for row in others if row["cells"] != [MASK]]
    hidden = [row for row in others if row["cells"] == [MASK]]
    if len(hidden) >= FOLDED:
        hidden = [hidden[0] | {"label": f"{len(hidden)} autres départements"}]
    return [*region, *told, *hidden, *(row for row in rows if row["key"] == UNKNOWN)]


def _printed(key: str, rows: list[dict]) -> list[dict]:
    if key in STEPS:
        return folded(rows, *STEPS[key])
    return region_first(rows) if key == "par_departement" else gathered(rows)


def _line(run: list[dict], named) -> dict:
    return run[0] | {"label": named(run[0]["key"], run[-1]["key"], len(run))}


def of_breakdown(figures: dict, found: Named, *, parts: bool = True) -> dict:
    """The table of one breakdown; `parts`: with the share of each row in its base."""
    item, holder = found.breakdown, at(figures, found.holder)
    cells = at(holder, item.key)
    if found.holder.startswith("actions."):
        return _of_activities(item, cells)
    base = holder.get(item.base)
    shares = parts and item.key not in STEPS and isinstance(base, int) and base >= figures["seuil"]
    rows = [
        {
            "key": key,
            "label": label,
            "cells": [cells[key]],
            "share": share(cells[key], base) if shares else None,
        }
        for key, label in labelled(item.key, cells, item.label_of)
    ]
    return table(
        rows,
        head=item.title,
        columns=[item.count],
        shares=shares,
        printed=_printed(item.key, rows),
        base=base,
        base_label=next((one.label for one in found.figures if one.key == item.base), ""),
        unknown=cells.get(UNKNOWN),
        definition=typeset(item.definition),
    )


def _of_activities(item: wording.Breakdown, cells: dict) -> dict:
    names = [name for name in wording.ACTIVITY_COLUMNS if all(name in counts for counts in cells.values())]
    rows = [
        {"key": key, "label": typeset(label), "cells": [cells[key][name] for name in names]}
        for key, label in labelled(item.key, cells, item.label_of)
    ]
    return table(rows, head=item.title, columns=[wording.ACTIVITY_COLUMNS[name] for name in names])


def of_plan(figures: dict, listing: dict) -> dict:
    """Every rubric with something in it, in the plan's order, then the total."""
    titles = {section["rubric"]: typeset(section["title"]) for section in listing["sections"]} | {
        "total": "Ensemble"
    }
    rows = [
        {
            "key": rubric,
            "label": f"{number_of(rubric)} {title}".strip(),
            "cells": [figures["actions"][rubric][name] for name in wording.ACTIVITY_COLUMNS],
            "total": rubric == "total",
        }
        for rubric, title in titles.items()
        if figures["actions"].get(rubric, {}).get("lignes")
    ]
    return table(
        rows,
        head="Section du plan",
        columns=list(wording.ACTIVITY_COLUMNS.values()),
        definition=next(one.definition for one in wording.ACTIVITY_FIGURES if one.key == "tetes"),
    )


def of_section(figures: dict, found: Named) -> dict:
    """All the key figures of a section, one per row, each with its base."""
    holder = at(figures, found.holder)
    rows = [
        {
            "key": one.key,
            "label": one.label,
            "cells": [holder[one.key], holder.get(one.base) if one.base else ""],
            "definition": typeset(one.definition),
        }
        for one in found.figures
        if one.key in holder and one.key not in wording.DAYS
    ]
    return table(rows, head="Chiffre", columns=["Valeur", "Base"])


def of_crossing(crossing: wording.Crossing, cells: dict, active) -> dict:
    """A table in two dimensions."""
    rows = labelled(crossing.row, cells, crossing.row_of)
    columns = labelled(crossing.column, next(iter(cells.values()), ()), crossing.column_of)
    return table(
        [
            {"key": key, "label": label, "cells": [cells[key][other] for other, _ in columns]}
            for key, label in rows
        ],
        head=crossing.title,
        columns=[label for _, label in columns],
        base=active,
        base_label="File active",
        definition="Chaque personne compte une fois.",
    )


def of_years(values: dict[int, object], label: str) -> dict:
    """One figure year after year; a year whose bilan lacks it is a gap, and says so."""
    every = range(min(values), max(values) + 1)
    rows = [
        {"key": str(year), "label": str(year), "cells": [values.get(year)], "gap": year not in values}
        for year in every
    ]
    return table(rows, head="Année", columns=[label])
