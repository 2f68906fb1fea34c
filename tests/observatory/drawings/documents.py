"""Invented figures documents: an empty year, a year told in full, and what is withheld of it."""

from datetime import date, timedelta

from observatory import wording

HEADS = dict.fromkeys(figure.key for figure in wording.ACTIVITY_FIGURES)
SITUATIONS = ("demandeur_asile", "refugie", "deboute", "mineur_isole", "non_renseigne")
LANGUAGES = ("prs", "pus", "som", "ara", "fra", "tir", "kat", "sqi", "rus", "non_renseigne")
BANDS = ("0-17", "18-24", "25-34", "35-44", "45-59", "60+", "non_renseigne")
DEPARTEMENTS = {"34": 412, "30": 96, "66": 33, "31": 7, "11": 15, "75": 3, "non_renseigne": 12}


def counts(lines: int = 0) -> dict:
    """The figures of a rubric with that many lines."""
    held = lines - lines // 4
    told = HEADS | {name: 0 for name in HEADS} | {"lignes": lines, "tenues": held, "annulees": lines // 4}
    told |= {"tetes": 18 * held or None, "professionnels": 1211 if lines else None, "usagers": None}
    return told | {"participants": 6 * held or None, "excuses": None, "presentiel": held, "visio": lines // 4}


def rubric(lines: int = 0) -> dict:
    if not lines:
        return counts() | {"par_type": {}, "par_hote": {}}
    hosts = {"CMP de l’exemple": 5, "Maison <b>des</b> solidarités | accueil": 2}
    return counts(lines) | {
        "par_type": {"reunion": counts(lines - 2), "formation": counts(2)},
        "par_hote": {host: {"lignes": n, "tenues": n, "annulees": 0} for host, n in hosts.items()},
    }


def empty(year: int = 2019) -> dict:
    """A year in which nobody wrote anything."""
    document = {"annee": year, "mode": "exact", "seuil": 11, "croisements": {}}
    document["actions"] = {key: rubric() for key in ("0", "1", "7.3.3", "total")}
    for section in wording.SECTIONS:
        scalars = {figure.key: 0 for figure in section.figures}
        document[section.key] = scalars | {table.key: {} for table in section.breakdowns}
    document["appels"] |= {"jours": None, "age_moyen": None}
    document["personnes"]["par_sexe"] = dict.fromkeys(("F", "M", "X", "non_renseigne"), 0)
    document["personnes"]["par_tranche_age"] = dict.fromkeys(BANDS, 0)
    document["permanences"] |= {"premier_jour": None, "dernier_jour": None, "heures": None}
    for row, column in (
        ("sexe", "tranche_age"),
        ("departement", "sexe"),
        ("departement", "tranche_age"),
        ("departement", "situation"),
    ):
        rows, columns = document["personnes"][f"par_{row}"], document["personnes"][f"par_{column}"]
        document["croisements"][f"{row}_{column}"] = {key: dict.fromkeys(columns, 0) for key in rows}
    return document


def rich(year: int = 2021) -> dict:
    """A year where everything was counted, small numbers among the large."""
    document = empty(year)
    document["actions"] |= {"1": rubric(14), "7.3.3": rubric(9), "total": rubric(23)}
    document["sollicitations"] |= {
        "total": 40,
        "reponses": 51,
        "par_mois": {"2021-01": 3, "2021-04": 37, "2021-12": 0},
    }
    weeks = {(date(2021, 1, 4) + timedelta(weeks=n)).isoformat(): (n * 37) % 113 for n in range(52)}
    document["appels"] |= {
        "total": 1245, "par_jour": 4.25, "age_moyen": 31, "age_connus": 980, "rappels_moyenne": 1.5, "jours": 293,
        "par_sexe": {"F": 700, "M": 534, "X": 4, "non_renseigne": 7},
        "par_orientation": {"psychologue": 61, "urgences_psychiatriques": 9, "aucune": 1175}, "par_semaine": weeks,
    }  # fmt: skip
    document["permanences"] |= {
        "heures": 1404.5, "jours": 293, "jours_feries": 4, "intervenants": 31,
        "premier_jour": "2021-01-04", "dernier_jour": "2021-12-30", "par_statut": {"liberal": 22, "institutionnel": 9},
    }  # fmt: skip
    document["personnes"] |= {
        "file_active": 578, "nouvelles": 312, "mineures": 88, "pays": 31, "avec_interprete": 402,
        "par_sexe": {"F": 291, "M": 271, "X": 4, "non_renseigne": 12},
        "par_tranche_age": dict(zip(BANDS, (88, 120, 190, 101, 61, 6, 12), strict=True)),
        "par_langue": {key: 400 // (rank + 1) - 35 for rank, key in enumerate(LANGUAGES)},
        "par_departement": DEPARTEMENTS,
        "par_situation": dict(zip(SITUATIONS, (340, 120, 64, 42, 12), strict=True)),
        "nouvelles_par_situation": dict(zip(SITUATIONS, (212, 60, 30, 5, 5), strict=True)),
    }  # fmt: skip
    document["orientations"] |= {
        "recues": 402, "delai_median_premiere_seance_jours": 24.5,
        "par_decision": {"acceptee": 310, "liste_attente": 83, "refusee": 9},
        "par_orienteur_type": {
            "Centre d’accueil pour demandeurs d’asile et structure du premier accueil": 210,
            "<script>alert(1)</script> & \"PASS\"": 185,
            "M.S.F": 7,
        },
    }  # fmt: skip
    document["seances"] |= {
        "realisees": 5312, "absences": 401, "absences_excusees": 120, "annulees": 88, "avec_interprete": 3200,
        "heures": 4980.25, "moyenne_par_personne": 9.2,
        "par_modalite": {"presentiel": 5001, "telephone": 302, "visio": 9},
    }  # fmt: skip
    document["interpretariat"] |= {
        "missions": 3200,
        "heures": 3010.5,
        "par_langue": {"prs": 2100, "som": 1092, "kat": 8},
    }
    document["groupes"] |= {
        "cycles": 4,
        "rencontres_tenues": 31,
        "participants": 44,
        "presences": 280,
        "heures": 93,
    }
    document["stages"] |= {"sessions": 2, "binomes": 9, "structures": 7, "jours": 18}
    document["croisements"] = crossed(document["personnes"])
    return document


def crossed(people: dict) -> dict:
    def spread(row: str, column: str) -> dict:
        columns = people[f"par_{column}"]
        return {
            key: {other: count * columns[other] // people["file_active"] for other in columns}
            for key, count in people[f"par_{row}"].items()
        }

    pairs = (
        ("sexe", "tranche_age"),
        ("departement", "sexe"),
        ("departement", "tranche_age"),
        ("departement", "situation"),
    )
    return {f"{row}_{column}": spread(row, column) for row, column in pairs}


def public(document: dict, *, hidden=lambda value: 0 < value < 11) -> dict:
    """The same with small counts of people withheld: not a protection, only its look."""

    def masked(value):
        if isinstance(value, dict):
            return {key: masked(inner) for key, inner in value.items()}
        return "masque" if isinstance(value, int) and hidden(value) else value

    people = ("personnes", "orientations", "seances", "interpretariat", "appels", "croisements")
    return document | {"mode": "public"} | {name: masked(document[name]) for name in people}


LISTING = {
    "centre": "Centre de l'exemple",
    "sections": [
        {"rubric": "0", "title": "Histoire du centre", "planned": True, "activities": []},
        {"rubric": "1", "title": "Coordination", "planned": True, "activities": [
            {"rubric": "1", "title": "Réunion d'équipe", "type": "reunion", "modality": "presentiel", "state": "tenue",
             "host": "", "starts_on": "2021-03-01", "ends_on": "2021-03-01", "postponed_date": None,
             "professionals": 4, "users": None, "participants": 0, "excused": 1},
            {"rubric": "1", "title": "Journée <i>exil</i>", "type": "formation", "modality": "", "state": "reportee",
             "host": "Maison des solidarités", "starts_on": "2021-06-01", "ends_on": "2021-06-30",
             "postponed_date": "2022-01-19", "professionals": None, "users": None, "participants": None,
             "excused": None},
        ]},
        {"rubric": "7.3.3", "title": "Exil, santé et soins", "planned": True, "activities": []},
    ],
    "solicitations": [
        {"requester": "CADA de l'exemple", "subject": "Traumatisme : repères", "answer_count": 2,
         "asked_from": "2021-01-04", "asked_to": "2021-01-04", "wanted_from": None, "wanted_to": None}
    ],
    "findings": [
        {"kind": "manque", "theme": "interpretariat", "title": "Peu d'interprètes en tigrinya", "detail": "",
         "departements": ["30", "34"],
         "steps": [{"state": "faite", "text": "Appel aux associations", "day": "2021-09-01"}]}
    ],
}  # fmt: skip
