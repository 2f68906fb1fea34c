"""Protecting a year: a centre of 60 to 3,000 people, 13 départements, 30 languages, four crossed tables."""

from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from observatory.disclosure.year import protect_year

SIZES = (60, 400, 1200, 3000)
DEPARTEMENTS = ["31", "34", "30", "11", "66", "81", "82", "12", "46", "09", "65", "32", "48", "non_renseigne"]
SITUATIONS = [
    "demandeur_asile",
    "refugie",
    "deboute",
    "protection_subsidiaire",
    "sans_titre",
    "dubline",
    "titre_sejour",
    "non_renseigne",
    "mineur_isole",
    "autre",
]
BANDS = dict(
    zip(
        ["25-34", "35-44", "18-24", "45-59", "0-17", "60+", "non_renseigne"],
        (35, 25, 18, 12, 6, 2, 2),
        strict=True,
    )
)
SEXES = {"F": 46, "M": 52, "X": 0.3, "non_renseigne": 1.7}
LANGUAGES = [f"l{number:02d}" for number in range(30)]
VOCABULARY = {
    "departement": [f"{number:02d}" for number in range(1, 96)],
    "langue": [f"l{number:02d}" for number in range(120)],
    "orienteur_type": ["CADA", "PASS", "CMP"],
}
CROSSED = (
    ("sexe", "tranche_age"),
    ("departement", "sexe"),
    ("departement", "tranche_age"),
    ("departement", "situation"),
)
REPEATED = 5


def run(databases, scales, pairs) -> dict:
    """No database: median, least and greatest seconds of `REPEATED` years of each size, preview and whole."""
    del databases, scales, pairs
    found = {}
    for size in SIZES:
        years = [invented(size, seed) for seed in range(REPEATED)]
        times, shares = [], []
        for exact, margins, behind in years:
            start = perf_counter()
            report = protect_year(exact, margins, behind, VOCABULARY, advise=False).report
            times.append(perf_counter() - start)
            shares.append(report["share"])
        start = perf_counter()
        report = protect_year(*years[0], VOCABULARY).report
        found[str(size)] = {
            "seconds": [round(one, 2) for one in (median(times), min(times), max(times))],
            "seconds_with_advice": round(perf_counter() - start, 2),
            "cells": report["cells"],
            "share": round(median(shares), 4),
            "share_threshold": report["share_threshold"],
            "share_breakdowns": report["share_breakdowns"],
            "certificates": report["certificates"]["number"],
        }
        print(f"{size} people: {found[str(size)]}", flush=True)
    found["peak_memory_mb"] = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    return found


def invented(size: int, seed: int) -> tuple[dict, dict, dict]:
    """Exact document, margins and people behind acts of a year, skewed as real ones are."""
    random = Random(seed * 10_000 + size)
    people = [_person(random) for _ in range(size)]
    margins = {dims: _count(people, dims) for dims in (("departement", "sexe", "tranche_age"),)}
    margins["departement", "situation", "nouvelle"] = _count(people, ("departement", "situation", "nouvelle"))
    by = {name: _count(people, (name,)) for name in ("sexe", "tranche_age", "departement", "situation")}
    figures = {f"par_{name}": {key: n for (key,), n in sorted(counts.items())} for name, counts in by.items()}
    for name, keys in (("sexe", SEXES), ("tranche_age", BANDS)):
        figures[f"par_{name}"] = {key: figures[f"par_{name}"].get(key, 0) for key in keys}
    new = [one for one in people if one["nouvelle"] == "oui"]
    spoken = [key for one in people for key in one["languages"]]
    personnes = figures | {
        "file_active": size,
        "nouvelles": len(new),
        "mineures": figures["par_tranche_age"]["0-17"],
        "pays": 12,
        "avec_interprete": sum(one["interprete"] == "oui" for one in people),
        "par_langue": {key: spoken.count(key) for key in sorted(set(spoken))},
        "nouvelles_par_situation": {key: n for (key,), n in sorted(_count(new, ("situation",)).items())},
    }
    crossed = {}
    for row, column in CROSSED:
        counts = _count(people, (row, column))
        crossed[f"{row}_{column}"] = {
            key: {other: counts.get((key, other), 0) for other in figures[f"par_{column}"]}
            for key in figures[f"par_{row}"]
        }
    held, interpreted = 5 * size, 3 * personnes["avec_interprete"]
    exact = {
        "annee": 2021,
        "mode": "exact",
        "seuil": 11,
        "personnes": personnes,
        "orientations": {
            "recues": size,
            "par_decision": {"acceptee": size},
            "par_orienteur_type": {"CADA": size},
        },
        "seances": {
            **dict.fromkeys(("absences", "absences_excusees", "annulees"), 0),
            "realisees": held,
            "avec_interprete": interpreted,
            "par_modalite": {"presentiel": held},
        },
        "interpretariat": {"missions": interpreted, "par_langue": {"ara": interpreted}},
        "croisements": crossed,
    }
    behind = {
        "orientations.recues": size,
        "orientations.par_decision": {"acceptee": size},
        "orientations.par_orienteur_type": {"CADA": size},
        "seances.realisees": size,
        "seances.avec_interprete": personnes["avec_interprete"],
        "seances.sans_interprete": size,
        "seances.par_modalite": {"presentiel": size},
        "interpretariat.par_langue": {"ara": personnes["avec_interprete"]},
    }
    return exact, margins, behind


def _person(random: Random) -> dict:
    def rare(values, slope):
        return random.choices(values, [1 / (rank + 1) ** slope for rank in range(len(values))])[0]

    situation = rare(SITUATIONS, 0.8)
    minor = situation == "mineur_isole"
    return {
        "departement": rare(DEPARTEMENTS, 1.2),
        "sexe": random.choices(list(SEXES), list(SEXES.values()))[0],
        "situation": situation,
        "tranche_age": "0-17" if minor else random.choices(list(BANDS), list(BANDS.values()))[0],
        "nouvelle": random.choice(("oui", "non")),
        "interprete": random.choice(("oui", "oui", "non")),
        "languages": {rare(LANGUAGES, 1) for _ in range(random.choice((1, 1, 2)))},
    }


def _count(people: list[dict], dims: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    counts: dict[tuple[str, ...], int] = {}
    for one in people:
        answers = tuple(one[dim] for dim in dims)
        counts[answers] = counts.get(answers, 0) + 1
    return counts
