"""From frozen figures and listing to what a page says: titles, tables, cells. Pure; shared by PDF and screen."""

import re
import unicodedata
from datetime import date

from babel.dates import format_date

from centre.numbers import UNKNOWN
from observatory import wording
from observatory.content import number_of

NBSP, NARROW = "\u00a0", "\u202f"
BY_KEY = {"par_mois", "par_semaine", "par_tranche_age", "par_sexe", "tranche_age", "sexe"}

SHORT_MODALITY = {"presentiel": "présence", "telephone": "téléphone", "visio": "visio"}


def typeset(text: str) -> str:
    """French typography of the centre's own words: apostrophes, and non-breaking spaces."""
    text = text.replace("'", "’")
    text = re.sub(r"[ \u00a0]*([;?!])(?=\s|$)", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0]+(:)(?=\s)", NBSP + r"\1", text)
    return re.sub(r"\u00a0»", NBSP + "»", re.sub(r"«\u00a0", "«" + NBSP, text))


# ── Dates ───────────────────────────────────────────────────────────────────────────────────────


def period(first: str | None, last: str | None, year: int) -> str:
    """A date that may be a day, a month, several months or a year; the year is added when it is not the bilan's."""
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


def section_of(section: dict, figures: dict, every: list[str]) -> dict:
    """One of them; `every`: the rubrics of the plan, to tell a chapter with sub-sections from an empty one."""
    rubric = section["rubric"]
    parent = any(other.startswith(f"{rubric}.") for other in every)
    title = f"{number_of(rubric)} {typeset(section['title'])}".strip()
    return {
        "caption": f"Activités, {title}",
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
    """One row of a table: a cancelled or postponed activity shows X in every head count."""
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
    """The sections of the figures document that are not empty, each with its key figures."""
    return [
        _chapter(section, figures[section.key]) for section in wording.SECTIONS if _told(section, figures)
    ]


def untold(figures: dict) -> list[str]:
    """Titles of the empty ones."""
    return [typeset(section.title) for section in wording.SECTIONS if not _told(section, figures)]


def _told(section: wording.Section, figures: dict) -> bool:
    return bool(figures[section.key][section.main])


def _chapter(section: wording.Section, values: dict) -> dict:
    return {
        "title": typeset(section.title),
        "lead": typeset(section.lead),
        "figures": [figure_of(figure, values) for figure in section.figures],
    }


def figure_of(figure: wording.Figure, values: dict) -> dict:
    """A key figure: label, value, definition, base, and how many are unknown (None where that has no meaning)."""
    value = values[figure.key]
    return {
        "label": figure.label,
        "value": wording.day(value) if figure.key in wording.DAYS and value else value,
        "definition": typeset(figure.definition),
        "base": values.get(figure.base) if figure.base else None,
        "unknown": _unknown(figure, values),
    }


def _unknown(figure: wording.Figure, values: dict):
    breakdown, _, key = figure.unknown.rpartition(".")
    return (values[breakdown] if breakdown else values).get(key) if key else None


def alphabetical(label: str) -> str:
    """Sort key of a French index: « Éthiopie » among the E."""
    bare = unicodedata.normalize("NFKD", label.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


LAST = {wording.OTHERS: 1, UNKNOWN: 2}


def as_printed(name: str, answers, label_of) -> list[str]:
    """Answers in printed order, whatever order a database kept them in: by time, age or label; unknown last."""

    def rank(answer: str):
        return (LAST.get(answer, 0), answer if name in BY_KEY else alphabetical(label_of(answer)), answer)

    return sorted(answers, key=rank)


GLANCE = (
    (
        "personnes",
        "file_active",
        "personnes accompagnées",
        "Venues à une séance au moins dans l’année, chacune comptée une fois.",
    ),
    ("seances", "realisees", "séances tenues", ""),
    ("interpretariat", "missions", "séances avec interprète", ""),
    ("groupes", "rencontres_tenues", "rencontres de groupes", ""),
    (
        "appels",
        "total",
        "appels à la cellule d’écoute",
        "Des appels, non des personnes\u00a0: l’anonymat est la règle.",
    ),
    ("sollicitations", "total", "sollicitations", "Demandes adressées au centre dans l’année."),
    ("actions.total", "lignes", "activités", "Tenues, annulées et reportées."),
    ("actions.total", "tenues", "activités tenues", ""),
    (
        "actions.total",
        "tetes",
        "présences comptées",
        "Les participants d’une activité ou, à défaut, ses professionnels et ses usagers. Qui vient deux fois compte "
        "deux fois.",
    ),
)


def glance(figures: dict) -> list[dict]:
    """The year in a few numbers: those that are not 0, each with what it counts."""
    found = []
    for where, key, label, definition in GLANCE:
        holder = figures["actions"]["total"] if where == "actions.total" else figures[where]
        if holder[key]:
            found.append({"value": holder[key], "label": label, "definition": typeset(definition)})
    return found
