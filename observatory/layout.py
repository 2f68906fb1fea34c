"""From frozen figures and listing to what a page says: titles, tables, cells. Pure; the PDF and the screen share it."""

import re
from datetime import date

from babel.dates import format_date

from centre.numbers import UNKNOWN
from observatory import wording

NBSP, NARROW = "\u00a0", "\u202f"
SORTED = {"par_langue", "par_departement", "par_situation", "nouvelles_par_situation", "par_orienteur_type"}

SHORT_MODALITY = {"presentiel": "présence", "telephone": "téléphone", "visio": "visio"}


def typeset(text: str) -> str:
    """French typography of a centre's own words: apostrophes, and the spaces that never break."""
    text = text.replace("'", "’")
    text = re.sub(r"[ \u00a0]*([;?!])(?=\s|$)", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0]+(:)(?=\s)", NBSP + r"\1", text)
    return re.sub(r" »", NBSP + "»", re.sub(r"« ", "«" + NBSP, text))


# ── Dates ───────────────────────────────────────────────────────────────────────────────────────


def period(first: str | None, last: str | None, year: int) -> str:
    """A date that may be a day, a month, some months or a year; the year is said when it is not the bilan's."""
    if first is None:
        return ""
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    if start == end:
        return _short(start, year)
    if start.day == 1 and _is_month_end(end):
        return _months(start, end, year)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_short(end, year)}"
    return f"{_short(start, year)} – {_short(end, year)}"


def _months(start: date, end: date, year: int) -> str:
    if (start.month, end.month, start.year) == (1, 12, end.year):
        return "dans l’année" if start.year == year else f"en{NBSP}{start.year}"
    names = [format_date(day, "LLL", locale="fr") for day in (start, end)]
    suffix = "" if end.year == year else f"{NBSP}{end.year}"
    return ("–".join(dict.fromkeys(names)) + suffix).replace(" ", NBSP)


def _short(day: date, year: int) -> str:
    return wording.day(day.isoformat(), "d MMM" if day.year == year else "d MMM yyyy")


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


# ── Sections of the plan ────────────────────────────────────────────────────────────────────────


def sections(figures: dict, listing: dict) -> list[dict]:
    """The bilan's numbered sections in order: anchor, number, title, level (2 to 4), rows, totals, empty."""
    every = [section["rubric"] for section in listing["sections"]]
    return [_section(section, figures, every) for section in listing["sections"]]


def _section(section: dict, figures: dict, every: list[str]) -> dict:
    rubric = section["rubric"]
    parent = any(other.startswith(f"{rubric}.") for other in every)
    return {
        "anchor": "s-" + rubric.replace(".", "-"),
        "number": "" if rubric in ("0", UNKNOWN) else rubric,
        "title": typeset(section["title"]),
        "level": min(rubric.count("."), 2) + 2,
        "rows": [activity(row, figures["annee"]) for row in section["activities"]],
        "totals": figures["actions"][rubric],
        "kinds": _kinds(figures["actions"][rubric]),
        "empty": not section["activities"] and not parent,
    }


def _kinds(totals: dict) -> list[tuple[str, int]]:
    """Types met and their lines, where there is more than one."""
    kinds = [(wording.activity_type(key), counts["lignes"]) for key, counts in totals["par_type"].items()]
    return sorted(kinds) if len(kinds) > 1 else []


def activity(row: dict, year: int) -> dict:
    """One line of a table: a cancelled or postponed activity shows X in every column of heads."""
    held = row["state"] == "tenue"
    heads = [row[name] if held else "X" for name in ("professionals", "users", "participants", "excused")]
    return {
        "date": period(row["starts_on"], row["ends_on"], year),
        "title": typeset(row["title"]),
        "host": typeset(row["host"]),
        "type": wording.activity_type(row["type"]),
        "modality": SHORT_MODALITY.get(row["modality"], ""),
        "state": row["state"],
        "postponed": period(row["postponed_date"], None, year),
        "heads": heads,
    }


def solicitations(listing: dict, year: int) -> list[dict]:
    return [
        {
            "asked": period(row["asked_from"], row["asked_to"], year),
            "wanted": period(row["wanted_from"], row["wanted_to"], year),
            "requester": typeset(row["requester"]),
            "subject": typeset(row["subject"]),
            "answers": row["answer_count"],
        }
        for row in listing["solicitations"]
    ]


# ── Key figures ─────────────────────────────────────────────────────────────────────────────────


def chapters(figures: dict) -> list[dict]:
    """The sections of the figures document where there is anything, each with its figures and tables."""
    return [
        _chapter(section, figures[section.key]) for section in wording.SECTIONS if _told(section, figures)
    ]


def untold(figures: dict) -> list[str]:
    """Titles of those where there is nothing."""
    return [typeset(section.title) for section in wording.SECTIONS if not _told(section, figures)]


def _told(section: wording.Section, figures: dict) -> bool:
    return bool(figures[section.key][section.main])


def _chapter(section: wording.Section, values: dict) -> dict:
    return {
        "key": section.key,
        "anchor": f"c-{section.key}",
        "title": typeset(section.title),
        "lead": typeset(section.lead),
        "figures": [_figure(figure, values) for figure in section.figures],
        "tables": [_table(item, values) for item in section.breakdowns if values[item.key]],
    }


def _figure(figure: wording.Figure, values: dict) -> dict:
    value = values[figure.key]
    return {
        "label": figure.label,
        "value": wording.day(value) if figure.key in ("premier_jour", "dernier_jour") and value else value,
        "definition": typeset(figure.definition),
        "base": values[figure.base] if figure.base else None,
    }


def _table(item: wording.Breakdown, values: dict) -> dict:
    cells = values[item.key]
    rows = [(item.label_of(key), cells[key]) for key in cells if key != UNKNOWN]
    if item.key in SORTED:
        rows.sort(key=lambda row: row[0].casefold())
    if UNKNOWN in cells:
        rows.append((wording.UNKNOWN, cells[UNKNOWN]))
    return {
        "title": item.title,
        "definition": typeset(item.definition),
        "count": item.count,
        "base": values[item.base] if item.base else None,
        "rows": rows,
        "withheld": all(value == "masque" for value in cells.values()),
    }


GLANCE = (
    ("actions", "total", "lignes", "activités"),
    ("actions", "total", "tenues", "tenues"),
    ("actions", "total", "tetes", "présences comptées"),
    ("sollicitations", None, "total", "sollicitations"),
    ("appels", None, "total", "appels à la cellule d’écoute"),
    ("personnes", None, "file_active", "personnes accompagnées"),
    ("seances", None, "realisees", "séances tenues"),
    ("interpretariat", None, "missions", "séances avec interprète"),
    ("groupes", None, "rencontres_tenues", "rencontres de groupes"),
)


def glance(figures: dict) -> list[dict]:
    """The year in a few numbers: those that are not nothing."""
    found = [
        (figures[section][part][key] if part else figures[section][key], label)
        for section, part, key, label in GLANCE
    ]
    return [{"value": value, "label": label} for value, label in found if value]


def report_context(figures: dict, listing: dict, *, edition: int) -> dict:
    """All that the bilan's template says, from frozen data alone."""
    year = figures["annee"]
    return {
        "year": str(year),
        "edition": edition,
        "centre_name": typeset(listing["centre"]),
        "public": figures["mode"] == "public",
        "threshold": figures["seuil"],
        "below": figures["seuil"] - 1,
        "total": figures["actions"]["total"],
        "glance": glance(figures),
        "sections": sections(figures, listing),
        "chapters": chapters(figures),
        "untold": untold(figures),
        "solicitations": solicitations(listing, year),
    }
