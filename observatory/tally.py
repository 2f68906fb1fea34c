"""From rows to figures: pure functions, one a section of the figures document. No database, no clock.

Three non-numbers never mix: a head count that is None was not counted and is never summed (the sum of nothing is
None), a cancelled or postponed row has no heads, and 0 is a count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction

from centre.numbers import UNKNOWN, hours, known, ratio, rounded, total
from referrals.hotline.tally import SEXES

AGE_BANDS = ("0-17", "18-24", "25-34", "35-44", "45-59", "60+", UNKNOWN)
MODALITIES = ("presentiel", "telephone", "visio")
STATES = {"tenues": "tenue", "annulees": "annulee", "reportees": "reportee"}


# ── Activities ──────────────────────────────────────────────────────────────────────────────────


def heads(row: dict) -> int | None:
    """*Têtes* of an activity: its participants, else professionals and users together, else not counted."""
    if row["participants"] is not None:
        return row["participants"]
    return total((row["professionals"], row["users"]))


def activity_counts(rows: list[dict]) -> dict:
    """The scalar figures of some activities. Heads are those of the rows held, modalities those of every row."""
    held = [row for row in rows if row["state"] == "tenue"]
    return (
        {"lignes": len(rows)}
        | {name: sum(row["state"] == state for row in rows) for name, state in STATES.items()}
        | {
            "professionnels": total(row["professionals"] for row in held),
            "usagers": total(row["users"] for row in held),
            "participants": total(row["participants"] for row in held),
            "tetes": total(heads(row) for row in held),
            "non_comptees": sum(heads(row) is None for row in held),
            "excuses": total(row["excused"] for row in held),
        }
        | {modality: sum(row["modality"] == modality for row in rows) for modality in MODALITIES}
    )


def grouped(rows: Iterable[dict], column: str) -> dict[str, list[dict]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return dict(sorted(groups.items()))


def activities(rows: list[dict]) -> dict:
    """The figures of a rubric: scalars, then by type, then the lines by host where one is named."""
    hosted = grouped((row for row in rows if row["host"]), "host")
    return activity_counts(rows) | {
        "par_type": {kind: activity_counts(some) for kind, some in grouped(rows, "type").items()},
        "par_hote": {
            host: {"lignes": len(some)}
            | {name: sum(row["state"] == STATES[name] for row in some) for name in ("tenues", "annulees")}
            for host, some in hosted.items()
        },
    }


def actions(rows: list[dict], rubrics: list[str]) -> dict:
    """Section `actions`: every rubric of `rubrics` (in that order, met this year or not), then the total."""
    by_rubric = grouped(rows, "rubric")
    return {known(rubric): activities(by_rubric.get(rubric, [])) for rubric in rubrics} | {
        "total": activities(rows)
    }


def solicitations(rows: list[dict]) -> dict:
    """Section `sollicitations`; the month is the first of the request, else of the intervention."""
    months = Counter(f"{row['asked_from'] or row['wanted_from']:%Y-%m}" for row in rows)
    return {
        "total": len(rows),
        "avec_date_intervention": sum(row["wanted_from"] is not None for row in rows),
        "reponses": sum(row["answer_count"] for row in rows),
        "par_mois": dict(sorted(months.items())),
    }


# ── People: cells already counted by the database ───────────────────────────────────────────────


def breakdown(cells: list[dict], dimension: str, count: str, keys: tuple[str, ...] = ()) -> dict[str, int]:
    """One dimension of the cells: the `keys` that are always told, then those met; « non renseigné » comes last."""
    found = {cell["key"]: cell[count] for cell in cells if cell["dimension"] == dimension}
    ordered = [*keys, *sorted(set(found) - set(keys) - {UNKNOWN})]
    if UNKNOWN in found and UNKNOWN not in keys:
        ordered.append(UNKNOWN)
    return {key: found.get(key, 0) for key in ordered}


def whole(cells: list[dict], dimension: str = "", key: str = "", **absent) -> dict:
    """The one cell of a dimension's key, or `absent`."""
    return next((cell for cell in cells if cell["dimension"] == dimension and cell["key"] == key), absent)


def people(cells: list[dict]) -> dict:
    """Section `personnes`, from `referrals.activity.people_cells`."""
    everyone = whole(cells)
    return {
        "file_active": everyone["people"],
        "nouvelles": everyone["new"],
        "mineures": everyone["minors"],
        "pays": everyone["countries"],
        "avec_interprete": everyone["interpreted"],
        "par_sexe": breakdown(cells, "sexe", "people", SEXES),
        "par_tranche_age": breakdown(cells, "tranche_age", "people", AGE_BANDS),
        "par_langue": breakdown(cells, "langue", "people"),
        "par_departement": breakdown(cells, "departement", "people"),
        "par_situation": breakdown(cells, "situation", "people"),
        "nouvelles_par_situation": {
            key: count for key, count in breakdown(cells, "situation", "new").items() if count
        },
    }


def referrals(cells: list[dict]) -> dict:
    """Section `orientations`, from `referrals.activity.referral_cells`."""
    median = whole(cells)["median_delay"]
    return {
        "recues": whole(cells)["referrals"],
        "par_decision": breakdown(cells, "decision", "referrals"),
        "par_orienteur_type": breakdown(cells, "orienteur_type", "referrals"),
        "delai_median_premiere_seance_jours": None if median is None else rounded(Fraction(median), 1),
    }


def sessions(cells: list[dict], active: int) -> dict:
    """Section `seances`, from `referrals.activity.session_cells`; `active`: the file active."""
    none = {"sessions": 0, "minutes": 0}
    by_state = {
        state: whole(cells, "statut", state, **none)
        for state in ("realisee", "absence", "absence_excusee", "annulee")
    }
    held = by_state["realisee"]
    return {
        "realisees": held["sessions"],
        "absences": by_state["absence"]["sessions"],
        "absences_excusees": by_state["absence_excusee"]["sessions"],
        "annulees": by_state["annulee"]["sessions"],
        "avec_interprete": whole(cells, "interpretariat", **none)["sessions"],
        "heures": hours(held["minutes"]),
        "moyenne_par_personne": ratio(held["sessions"], active, 1),
        "par_modalite": breakdown(cells, "modalite", "sessions"),
    }


def interpreting(cells: list[dict]) -> dict:
    """Section `interpretariat`: séances held with an interpreter."""
    done = whole(cells, "interpretariat", sessions=0, minutes=0)
    return {
        "missions": done["sessions"],
        "heures": hours(done["minutes"]),
        "par_langue": breakdown(cells, "langue", "sessions"),
    }


def behind(referral_cells: list[dict], session_cells: list[dict], call_rows: list[dict]) -> dict:
    """How many distinct people are behind each figure that counts acts: what the disclosure rule looks at.

    Keys are paths of the figures document (three of them are not printed).
    """

    def of(dimension: str) -> int:
        return whole(session_cells, dimension, people=0)["people"]

    def timed(*cell: str) -> int:
        return whole(session_cells, *cell, people_timed=0)["people_timed"]

    by_state = breakdown(session_cells, "statut", "people")
    return {
        "orientations.recues": whole(referral_cells)["people"],
        "orientations.delai_median_premiere_seance_jours": whole(referral_cells)["people_seen"],
        "orientations.par_decision": breakdown(referral_cells, "decision", "people"),
        "orientations.par_orienteur_type": breakdown(referral_cells, "orienteur_type", "people"),
        "seances.realisees": by_state.get("realisee", 0),
        "seances.absences": by_state.get("absence", 0),
        "seances.absences_excusees": by_state.get("absence_excusee", 0),
        "seances.annulees": by_state.get("annulee", 0),
        "seances.avec_interprete": of("interpretariat"),
        "seances.sans_interprete": of("sans_interprete"),
        "seances.heures": timed("statut", "realisee"),
        "seances.heures_sans_interprete": timed("sans_interprete"),
        "seances.par_modalite": breakdown(session_cells, "modalite", "people"),
        "interpretariat.heures": timed("interpretariat"),
        "interpretariat.par_langue": breakdown(session_cells, "langue", "people"),
        "appels.rappels": sum((row["call_backs"] or 0) > 0 for row in call_rows),
    }
