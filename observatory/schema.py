"""The figures document as a JSON Schema (draft 2020-12), both modes: what each figure says, on what base, in what unit.

Pure: made from the words of `wording`. Beside the words of the standard, a figure bears `unite`, `base` (path of the
figure it is a part of) and `non_renseigne` (path of how many are not known).
"""

from functools import cache

from centre.numbers import UNKNOWN
from observatory import wording
from observatory.disclosure import MASK
from observatory.tally import AGE_BANDS, CROSSED, MODALITIES
from referrals.hotline.tally import NO_OUTCOME, OUTCOMES, SEXES

DRAFT = "https://json-schema.org/draft/2020-12/schema"
WITHHELD = ("appels", "personnes", "orientations", "seances", "interpretariat", "croisements")
CLOSED = {
    ("appels", "par_sexe"): SEXES,
    ("appels", "par_orientation"): (*OUTCOMES, NO_OUTCOME),
    ("personnes", "par_sexe"): SEXES,
    ("personnes", "par_tranche_age"): AGE_BANDS,
}
UNITS = {
    "sollicitations": "sollicitations",
    "appels": "appels",
    "permanences": "intervenants",
    "personnes": "personnes",
    "orientations": "orientations",
    "seances": "séances",
    "interpretariat": "missions",
    "groupes": "cycles",
    "stages": "sessions",
}
UNIT_OF = {
    "age_moyen": "ans",
    "adresseurs": "sortes d’adresseurs",
    "rappels_total": "rappels",
    "rappels_moyenne": "rappels par appel rappelé",
    "jours": "jours",
    "jours_feries": "jours",
    "par_jour": "appels par jour",
    "heures": "heures",
    "premier_jour": "date",
    "dernier_jour": "date",
    "pays": "pays",
    "reponses": "réponses",
    "delai_median_premiere_seance_jours": "jours",
    "moyenne_par_personne": "séances par personne",
    "rencontres_tenues": "rencontres",
    "participants": "personnes",
    "presences": "présences",
    "binomes": "binômes",
    "structures": "structures",
}
MEASURES = {"heures", "age_moyen", "rappels_moyenne", "par_jour", "delai_median_premiere_seance_jours"} | {
    "moyenne_par_personne"
}
EMPTY = MEASURES | {"rappels_total", "premier_jour", "dernier_jour"}  # null where nothing was counted
UNTITLED = {  # in the document, in no table of a bilan
    "appels": (
        wording.Figure("age_connus", "Âges connus", "Appels dont l’âge est connu.", "total"),
        wording.Figure("jours", "Jours d’ouverture", "Jours où une permanence était tenue."),
    )
}
HEADS = {
    "professionnels": ("Professionnels", "Comptés aux activités tenues."),
    "usagers": ("Usagers", "Comptés aux activités tenues."),
    "participants": ("Participants", "Comptés sans distinguer professionnels et usagers."),
    "tetes": ("Présences", "Participants, sinon professionnels et usagers ensemble, des activités tenues."),
}
LINES = {
    "lignes": ("Activités", "Tenues, annulées ou reportées."),
    "tenues": ("Tenues", ""),
    "annulees": ("Annulées", "Une activité annulée ne compte aucune présence."),
    "reportees": ("Reportées", "Une activité reportée en est une seule."),
}


DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


@cache
def figures_schema() -> dict:
    """The schema; its keys are in the order of the document."""
    years = {"annee": {"title": "Année", "type": "integer"}}
    years["mode"] = {
        "title": "Forme",
        "description": "Exacte (interne) ou publique.",
        "enum": ["exact", "public"],
    }
    years["seuil"] = {
        "title": "Seuil",
        "description": "Un effectif de personnes plus petit n’est pas publié.",
        "type": "integer",
        "minimum": 1,
        "unite": "personnes",
    }
    sections = {section.key: _section(section) for section in wording.SECTIONS}
    return {
        "$schema": DRAFT,
        "title": "Chiffres d’une année",
        "description": f"Ce qui n’a pas été compté est null, jamais 0. « {MASK} »\u00a0: effectif protégé, non publié.",
        **_object(years | {"actions": _actions()} | sections | {"croisements": _crossings()}),
    }


def _object(properties: dict) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _leaf(
    title: str,
    description: str = "",
    unit: str = "",
    *,
    number="integer",
    empty=False,
    withheld=False,
    **about,
) -> dict:
    value = DAY if number == "date" else {"type": number, "minimum": 0}
    others = [{"type": "null"}] * empty + [{"const": MASK}] * withheld
    said = {"title": title, "description": description, "unite": unit} | about
    return {key: text for key, text in said.items() if text} | (
        {"anyOf": [value, *others]} if others else value
    )


def _section(section: wording.Section) -> dict:
    withheld = section.key in WITHHELD
    figures = {
        one.key: _figure(section, one, withheld) for one in (*section.figures, *UNTITLED.get(section.key, ()))
    }
    tables = {one.key: _table(section, one, withheld) for one in section.breakdowns}
    return {"title": section.title, "description": section.lead} | _object(figures | tables)


def _figure(section: wording.Section, figure: wording.Figure, withheld: bool) -> dict:
    number = "date" if figure.key in wording.DAYS else "number" if figure.key in MEASURES else "integer"
    return _leaf(
        figure.label,
        figure.definition,
        UNIT_OF.get(figure.key, UNITS[section.key]),
        number=number,
        empty=figure.key in EMPTY or (section.key, figure.key) == ("appels", "jours"),
        withheld=withheld,
        base=f"{section.key}.{figure.base}" if figure.base else "",
        non_renseigne=f"{section.key}.{figure.unknown}" if figure.unknown else "",
    )


def _table(section: wording.Section, item: wording.Breakdown, withheld: bool) -> dict:
    unit, base = UNITS[section.key], f"{section.key}.{item.base}" if item.base else ""
    said = {"title": item.title, "description": item.definition, "unite": unit, "base": base}
    said = {key: text for key, text in said.items() if text}

    def cell(title: str) -> dict:
        return _leaf(title, "", unit, withheld=withheld, base=base)

    known = CLOSED.get((section.key, item.key))
    if known:
        return said | _object({answer: cell(item.label_of(answer)) for answer in known})
    said["non_renseigne"] = f"{section.key}.{item.key}.{UNKNOWN}"
    return said | {"type": "object", "additionalProperties": cell(item.title)}


def _counts() -> dict:
    lines = {key: _leaf(title, text, "activités") for key, (title, text) in LINES.items()}
    heads = {
        key: _leaf(title, text, "personnes", empty=True, non_renseigne="non_comptees")
        for key, (title, text) in HEADS.items()
    }
    missing = _leaf("Non comptées", "Activités tenues sans aucun effectif.", "activités", base="tenues")
    others = {"non_comptees": missing, "excuses": _leaf("Excusés", "", "personnes", empty=True)}
    ways = {key: _leaf(wording.modality(key), "", "activités", base="lignes") for key in MODALITIES}
    return lines | heads | others | ways


def _actions() -> dict:
    kinds = {"title": "Par type", "type": "object", "additionalProperties": _object(_counts())}
    lines = {key: _leaf(*LINES[key], "activités") for key in ("lignes", "tenues", "annulees")}
    hosts = {"title": "Par lieu d’accueil", "type": "object", "additionalProperties": _object(lines)}
    rubric = _object(_counts() | {"par_type": kinds, "par_hote": hosts})
    return {
        "title": "Activités par rubrique",
        "description": "Une activité compte l’année où elle commence. « total »\u00a0: toutes les rubriques.",
        "type": "object",
        "additionalProperties": rubric,
        "required": ["total"],
    }


def _crossings() -> dict:
    titles = {crossing.key: crossing.title for crossing in wording.CROSSINGS}
    cell = _leaf("Personnes", "", "personnes", withheld=True, base="personnes.file_active")
    line = {"type": "object", "additionalProperties": cell}
    tables = {
        f"{row}_{column}": {
            "title": titles[f"{row}_{column}"],
            "type": "object",
            "additionalProperties": line,
        }
        for row, column in CROSSED
    }
    return {
        "title": "Tableaux croisés de la file active",
        "description": "Chaque personne y compte une fois. Publics, de petites catégories y sont réunies.",
    } | _object(tables)
