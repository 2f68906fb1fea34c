"""The figures of a year read off the sheets by hand: the contract told a second time, without database nor portal.

`jours_feries` and `rappels_moyenne` are left to the tests of the hotline; groups and placements have no sheet.
"""

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, median

UNKNOWN = "non_renseigne"
BANDS = ((18, "0-17"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (60, "45-59"), (999, "60+"))


def figures(folder: Path, year: int) -> dict:
    def of_the_year(sheet: str, *columns: str) -> list[dict]:
        starts = (next(filter(None, (row[one] for one in columns))) for row in _rows(folder, sheet))
        return [
            row for row, start in zip(_rows(folder, sheet), starts, strict=True) if start[:4] == str(year)
        ]

    sessions = of_the_year("seances", "date")
    shifts = of_the_year("permanences", "date")
    return {
        "annee": year,
        "actions": _activities(of_the_year("actions", "date")),
        "sollicitations": _solicitations(of_the_year("sollicitations", "date_demande", "date_intervention")),
        "appels": _calls(of_the_year("appels", "date"), len({row["date"] for row in shifts})),
        "permanences": _shifts(shifts),
        "personnes": _people(folder, year, sessions),
        "orientations": _referrals(of_the_year("orientations", "date_reception"), _rows(folder, "seances")),
        "seances": _sessions(sessions),
        "interpretariat": _interpreting([row for row in _held(sessions) if row["interprete"]]),
    }


def _rows(folder: Path, sheet: str) -> list[dict]:
    with (folder / f"{sheet}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _total(texts) -> int | None:
    """What was counted; None where nothing was."""
    counted = [int(text) for text in texts if text != ""]
    return sum(counted) if counted else None


# ── Activities ──────────────────────────────────────────────────────────────────────────────────


def _activities(rows: list[dict]) -> dict:
    by_rubric = {rubric: _whole(some) for rubric, some in _grouped(rows, "rubrique").items()}
    return by_rubric | {"total": _whole(rows)}


def _whole(rows: list[dict]) -> dict:
    hosts = {host: _activity(some) for host, some in _grouped(rows, "hote").items() if host}
    return _activity(rows) | {
        "par_type": {kind: _activity(some) for kind, some in _grouped(rows, "type").items()},
        "par_hote": {
            host: {key: counts[key] for key in ("lignes", "tenues", "annulees")}
            for host, counts in hosts.items()
        },
    }


def _activity(rows: list[dict]) -> dict:
    states = Counter(row["statut"] for row in rows)
    held = [row for row in rows if row["statut"] == "tenue"]
    heads = [row["participants"] or _total((row["professionnels"], row["usagers"])) for row in held]
    modalities = Counter(row["modalite"] for row in held)
    return {
        "lignes": len(rows),
        "tenues": states["tenue"],
        "annulees": states["annulee"],
        "reportees": states["reportee"],
        "professionnels": _total(row["professionnels"] for row in held),
        "usagers": _total(row["usagers"] for row in held),
        "participants": _total(row["participants"] for row in held),
        "tetes": _total(one for one in heads if one is not None),
        "non_comptees": heads.count(None),
        "excuses": _total(row["excuses"] for row in held),
        **{name: modalities[name] for name in ("presentiel", "telephone", "visio")},
    }


def _grouped(rows: list[dict], column: str) -> dict[str, list[dict]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _solicitations(rows: list[dict]) -> dict:
    return {
        "total": len(rows),
        "avec_date_intervention": sum(row["date_intervention"] != "" for row in rows),
        "reponses": sum(len([one for one in row["reponses"].split(";") if one]) for row in rows),
        "par_mois": Counter(row["date_demande"][:7] for row in rows),
    }


# ── Hotline ─────────────────────────────────────────────────────────────────────────────────────


def _calls(rows: list[dict], days: int) -> dict:
    ages = [int(row["age"]) for row in rows if row["age"]]
    outcomes = Counter(row["orientation"] or "aucune" for row in rows)
    addressed = [row["adresseur"] for row in rows if row["adresseur"]]
    return {
        "total": len(rows),
        "par_sexe": Counter(row["sexe"] or UNKNOWN for row in rows),
        "age_moyen": int(mean(ages) + 0.5) if ages else None,
        "age_connus": len(ages),
        "spontanes": len(rows) - len(addressed),
        "adresses": len(addressed),
        "adresseurs": len(set(addressed)),
        "par_orientation": outcomes,
        "rappels_total": _total(row["rappels"] for row in rows),
        "jours": days or None,
        "par_jour": round(len(rows) / days, 2) if days else None,
        "par_semaine": Counter(_monday(row["date"]) for row in rows),
    }


def _monday(text: str) -> str:
    day = date.fromisoformat(text)
    return (day - timedelta(days=day.weekday())).isoformat()


def _shifts(rows: list[dict]) -> dict:
    days = {row["date"] for row in rows}
    who = {(row["statut"], row["intervenant"]) for row in rows}
    return {
        "heures": sum(_hour(row["fin"]) - _hour(row["debut"]) for row in rows),
        "jours": len(days),
        "premier_jour": min(days, default=None),
        "dernier_jour": max(days, default=None),
        "intervenants": len({name for _, name in who}),
        "par_statut": Counter(status for status, _ in who),
    }


def _hour(text: str) -> float:
    hours, minutes = text.split(":")
    return int(hours) + int(minutes) / 60


# ── People and what is done for them ────────────────────────────────────────────────────────────


def _held(sessions: list[dict]) -> list[dict]:
    return [row for row in sessions if row["statut"] == "realisee"]


def _people(folder: Path, year: int, sessions: list[dict]) -> dict:
    sheets = {row["code"]: row for row in _rows(folder, "personnes")}
    met = {row["personne"]: sheets[row["personne"]] for row in _held(sessions)}
    first = {}
    for row in sorted(_rows(folder, "orientations"), key=lambda row: row["date_reception"]):
        first.setdefault(row["personne"], row["date_reception"])
    new = [sheet for code, sheet in met.items() if first.get(code, "")[:4] == str(year)]
    ages = Counter(_band(sheet, year) for sheet in met.values())
    spoken = (sheet["langues"].split(";") if sheet["langues"] else [UNKNOWN] for sheet in met.values())
    return {
        "file_active": len(met),
        "nouvelles": len(new),
        "mineures": ages["0-17"],
        "pays": len({sheet["pays"] for sheet in met.values()} - {""}),
        "avec_interprete": len({row["personne"] for row in _held(sessions) if row["interprete"]}),
        "par_sexe": _told(met.values(), "sexe"),
        "par_tranche_age": ages,
        "par_langue": Counter(language for some in spoken for language in some),
        "par_departement": _told(met.values(), "departement"),
        "par_situation": _told(met.values(), "situation"),
        "nouvelles_par_situation": _told(new, "situation"),
    }


def _told(rows, column: str) -> Counter:
    return Counter(row[column] or UNKNOWN for row in rows)


def _band(sheet: dict, year: int) -> str:
    if not sheet["annee_naissance"]:
        return UNKNOWN
    return next(name for end, name in BANDS if year - int(sheet["annee_naissance"]) < end)


def _referrals(rows: list[dict], sessions: list[dict]) -> dict:
    seen = _grouped(_held(sessions), "personne")
    delays = []
    for row in rows:
        received = row["date_reception"]
        after = [one["date"] for one in seen.get(row["personne"], ()) if one["date"] >= received]
        if after:
            delays.append((date.fromisoformat(min(after)) - date.fromisoformat(received)).days)
    return {
        "recues": len(rows),
        "par_decision": _told(rows, "decision"),
        "par_orienteur_type": _told(rows, "orienteur_type"),
        "delai_median_premiere_seance_jours": median(delays) if delays else None,
    }


def _sessions(rows: list[dict]) -> dict:
    states, held = Counter(row["statut"] for row in rows), _held(rows)
    return {
        "realisees": states["realisee"],
        "absences": states["absence"],
        "absences_excusees": states["absence_excusee"],
        "annulees": states["annulee"],
        "avec_interprete": sum(row["interprete"] != "" for row in held),
        "heures": sum(int(row["duree_min"]) for row in held) / 60,
        "moyenne_par_personne": len(held) / len({row["personne"] for row in held}) if held else None,
        "par_modalite": _told(held, "modalite"),
    }


def _interpreting(rows: list[dict]) -> dict:
    return {
        "missions": len(rows),
        "heures": sum(int(row["duree_min"]) for row in rows) / 60,
        "par_langue": _told(rows, "langue"),
    }
