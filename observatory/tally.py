"""From rows to figures: pure functions, one per section of the figures document. No database, no clock.

Three non-numbers never mix: a head count that is None was not counted and is never summed (the sum of nothing is
None), a cancelled or postponed row has no heads, and 0 is a count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from centre.numbers import UNKNOWN, hours, known, ratio, rounded, total
from observatory.facts.cube import NO, YES, Cube
from observatory.states import Population
from referrals.hotline import tally as hotline
from referrals.hotline.tally import SEXES

MINORS = "0-17"
AGE_BANDS = (MINORS, "18-24", "25-34", "35-44", "45-59", "60+", UNKNOWN)
MODALITIES = ("presentiel", "telephone", "visio")
CROSSED = (
    ("sexe", "tranche_age"),
    ("departement", "sexe"),
    ("departement", "tranche_age"),
    ("departement", "situation"),
)
CALL_MEASURES = ("ages", "ages_known", "addressed", "introducers", "called_back")
STATES = {"tenues": "tenue", "annulees": "annulee", "reportees": "reportee"}


# ── Activities ──────────────────────────────────────────────────────────────────────────────────


def heads(row: dict) -> int | None:
    """*Têtes* of an activity: its participants; otherwise professionals plus users; None when not counted."""
    if row["participants"] is not None:
        return row["participants"]
    return total((row["professionals"], row["users"]))


def activity_counts(rows: list[dict]) -> dict:
    """The scalar figures of some activities. Only held activities count for heads and modalities."""
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
        | {modality: sum(row["modality"] == modality for row in held) for modality in MODALITIES}
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
    """Section `sollicitations`; the month is that of the request, otherwise of the intervention."""
    months = Counter(f"{row['asked_from'] or row['wanted_from']:%Y-%m}" for row in rows)
    return {
        "total": len(rows),
        "avec_date_intervention": sum(row["wanted_from"] is not None for row in rows),
        "reponses": sum(row["answer_count"] for row in rows),
        "par_mois": dict(sorted(months.items())),
    }


# ── People: cells already counted by the database ───────────────────────────────────────────────


def breakdown(counts: Mapping[str, int], keys: tuple[str, ...] = ()) -> dict[str, int]:
    """The `keys` that are always listed, then the answers met; « non renseigné » comes last."""
    ordered = [*keys, *sorted(set(counts) - set(keys) - {UNKNOWN})]
    if UNKNOWN in counts and UNKNOWN not in keys:
        ordered.append(UNKNOWN)
    return {key: counts.get(key, 0) for key in ordered}


def alone(counts: Mapping[tuple[str], int]) -> dict[str, int]:
    return {key: count for (key,), count in counts.items()}


def people(cube: Cube) -> dict:
    """Section `personnes`."""
    whole = cube.whole(Population.PEOPLE)
    ages = alone(cube.people("tranche_age"))
    return {
        "file_active": whole.people if whole else 0,
        "nouvelles": cube.people("nouvelle").get((YES,), 0),
        "mineures": ages.get(MINORS, 0),
        "pays": whole.extra["countries"] if whole else 0,
        "avec_interprete": cube.people("interprete").get((YES,), 0),
        "par_sexe": breakdown(alone(cube.people("sexe")), SEXES),
        "par_tranche_age": breakdown(ages, AGE_BANDS),
        "par_langue": breakdown(cube.spoken()),
        "par_departement": breakdown(alone(cube.people("departement"))),
        "par_situation": breakdown(alone(cube.people("situation"))),
        "nouvelles_par_situation": breakdown(alone(cube.people("situation", nouvelle=YES))),
    }


def crossings(cube: Cube, persons: Mapping) -> dict:
    """Section `croisements`: every answer of the one-way tables of `persons`, in both directions, zeros included."""
    tables = {}
    for row, column in CROSSED:
        counts = cube.people(row, column)
        tables[f"{row}_{column}"] = {
            key: {other: counts.get((key, other), 0) for other in persons[f"par_{column}"]}
            for key in persons[f"par_{row}"]
        }
    return tables


def referrals(cube: Cube) -> dict:
    """Section `orientations`."""
    whole = cube.whole(Population.REFERRALS)
    median = whole.extra.get("median_delay") if whole else None
    return {
        "recues": whole.acts if whole else 0,
        "par_decision": breakdown(cube.table(Population.REFERRALS, "decision", "acts")),
        "par_orienteur_type": breakdown(cube.table(Population.REFERRALS, "orienteur_type", "acts")),
        "delai_median_premiere_seance_jours": None if median is None else rounded(Fraction(median), 1),
    }


def sessions(cube: Cube, active: int) -> dict:
    """Section `seances`; `active`: the file active."""

    def of(dim: str, answer: str, measure: str = "acts") -> int | None:
        return cube.measure(Population.SESSIONS, dim, answer, measure)

    held = of("statut", "realisee")
    return {
        "realisees": held,
        "absences": of("statut", "absence"),
        "absences_excusees": of("statut", "absence_excusee"),
        "annulees": of("statut", "annulee"),
        "avec_interprete": of("interprete", YES),
        "heures": spent(of("statut", "realisee", "minutes"), held),
        "moyenne_par_personne": ratio(held, active, 1),
        "par_modalite": breakdown(cube.table(Population.SESSIONS, "modalite", "acts")),
    }


def spent(minutes: int | None, acts: int) -> int | float | None:
    """Hours: 0 when there was no act, None when acts were not timed."""
    return hours(minutes if acts else 0)


def interpreting(cube: Cube) -> dict:
    """Section `interpretariat`: séances held with an interpreter."""
    missions = cube.measure(Population.SESSIONS, "interprete", YES, "acts")
    return {
        "missions": missions,
        "heures": spent(cube.measure(Population.SESSIONS, "interprete", YES, "minutes"), missions),
        "par_langue": breakdown(cube.table(Population.SESSIONS, "langue", "acts")),
    }


def calls(cube: Cube, shift_days: set[date]) -> dict:
    """Section `appels`; `shift_days`: the days on which somebody kept the line."""
    whole = cube.whole(Population.CALLS)
    counts = dict.fromkeys(CALL_MEASURES, 0) | {"call_backs": None}
    weeks = cube.table(Population.CALLS, "semaine", "acts")
    return hotline.told(
        {"total": whole.acts if whole else 0} | counts | (whole.extra if whole else {}),
        cube.table(Population.CALLS, "sexe", "acts"),
        cube.table(Population.CALLS, "orientation", "acts"),
        {date.fromisoformat(monday): count for monday, count in weeks.items()},
        shift_days,
    )


def behind(cube: Cube) -> dict:
    """How many distinct people are behind each figure that counts acts: input of the disclosure rule.

    Keys are paths of the figures document (three of them are not printed).
    """

    def few(dim: str, answer: str, measure: str = "people") -> int:
        return cube.measure(Population.SESSIONS, dim, answer, measure)

    def by(population: str, dim: str) -> dict[str, int]:
        return breakdown(cube.table(population, dim, "people"))

    received, called = cube.whole(Population.REFERRALS), cube.whole(Population.CALLS)
    return {
        "orientations.recues": received.people if received else 0,
        "orientations.delai_median_premiere_seance_jours": received.extra["seen"] if received else 0,
        "orientations.par_decision": by(Population.REFERRALS, "decision"),
        "orientations.par_orienteur_type": by(Population.REFERRALS, "orienteur_type"),
        "seances.realisees": few("statut", "realisee"),
        "seances.absences": few("statut", "absence"),
        "seances.absences_excusees": few("statut", "absence_excusee"),
        "seances.annulees": few("statut", "annulee"),
        "seances.avec_interprete": few("interprete", YES),
        "seances.sans_interprete": few("interprete", NO),
        "seances.heures": few("statut", "realisee", "timed"),
        "seances.heures_sans_interprete": few("interprete", NO, "timed"),
        "seances.par_modalite": by(Population.SESSIONS, "modalite"),
        "interpretariat.heures": few("interprete", YES, "timed"),
        "interpretariat.par_langue": by(Population.SESSIONS, "langue"),
        "appels.rappels": called.extra["called_back"] if called else 0,
    }
