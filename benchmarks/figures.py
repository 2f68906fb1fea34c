"""The figures of a crowded year: counted by the portal, by one raw statement, and made again from the facts kept.

`python -m benchmarks.figures rounds`, in a process of its own, as the coordinator, under row security. `--scales`
is not used: the sizes are those of the goal. Compared by processor time, this process's and its database server's.
"""

import json
import sys
import time
from functools import partial

from benchmarks.databases import Databases, python
from benchmarks.interleaved import is_void, measure, ratio, said, summary
from benchmarks.processor import Processor

YEAR, PEOPLE, REFERRALS = 2025, 100_000, 130_000  # ten referrals in thirteen were received in the year
SESSIONS, FEWER = 1_000_000, 100_000
GOALS = {"figures_over_raw": 0.7, "again_over_raw": 0.03}
WARM_UP, MOST = 1, 30  # a raw statement takes seconds: fewer pairs than a page

# One statement, as one would first write it: the join, then every set of cells, people told apart by DISTINCT.
RAW = """
SELECT
    grouping(sexe, situation, modality, interpreted, language) AS which,
    departement, sexe, tranche_age, situation, nouvelle, state, modality, interpreted, language,
    count(*) AS acts, sum(duration) AS minutes, count(DISTINCT person_id) AS people,
    count(DISTINCT person_id) FILTER (WHERE duration IS NOT NULL) AS timed
FROM (
    SELECT
        s.person_id, s.state, s.duration, coalesce(nullif(s.modality, ''), 'non_renseigne') AS modality,
        CASE WHEN s.mission_id IS NULL THEN 'non' ELSE 'oui' END AS interpreted,
        CASE WHEN s.mission_id IS NOT NULL THEN
            coalesce(nullif(s.language, ''), nullif(m.language, ''), 'non_renseigne')
        END AS language,
        coalesce(nullif(p.sex, ''), 'non_renseigne') AS sexe,
        coalesce(nullif(p.departement, ''), 'non_renseigne') AS departement,
        coalesce(nullif(p.situation, ''), 'non_renseigne') AS situation,
        CASE WHEN a.received_on BETWEEN %(first)s AND %(last)s THEN 'oui' ELSE 'non' END AS nouvelle,
        CASE
            WHEN p.birth_year IS NULL THEN 'non_renseigne'
            WHEN %(year)s - p.birth_year < 18 THEN '0-17'
            WHEN %(year)s - p.birth_year < 25 THEN '18-24'
            WHEN %(year)s - p.birth_year < 35 THEN '25-34'
            WHEN %(year)s - p.birth_year < 45 THEN '35-44'
            WHEN %(year)s - p.birth_year < 60 THEN '45-59'
            ELSE '60+'
        END AS tranche_age
    FROM referrals_therapysession AS s
    JOIN referrals_person AS p ON p.id = s.person_id
    LEFT JOIN networks_mission AS m ON m.id = s.mission_id
    LEFT JOIN (SELECT person_id, min(received_on) AS received_on FROM referrals_referral GROUP BY person_id) AS a
        ON a.person_id = s.person_id
    WHERE s.day BETWEEN %(first)s AND %(last)s AND s.state <> 'planifiee' AND s.person_id NOT IN (
        SELECT person_id FROM referrals_consent WHERE scope = 'statistiques'
        GROUP BY person_id HAVING bool_and(withdrawn_on IS NOT NULL)
    )
) AS session
GROUP BY GROUPING SETS (
    (state, departement, sexe, tranche_age), (state, departement, situation, nouvelle),
    (state), (state, modality), (state, interpreted), (state, language)
)
"""

COLUMNS = (
    *("departement", "sexe", "tranche_age", "situation", "nouvelle"),
    *("statut", "modalite", "interprete", "langue"),
)
WHICH = {  # bits of `grouping`: the cells of the portal that a set of the raw statement tells
    0b01111: ("personnes", ("departement", "sexe", "tranche_age")),
    0b10111: ("personnes", ("departement", "situation", "nouvelle")),
    0b11111: ("seances", ("statut",)),
    0b11011: ("seances", ("modalite",)),
    0b11101: ("seances", ("interprete",)),
    0b11110: ("seances", ("langue",)),
}


def run(databases: Databases, _scales: tuple[int, int], pairs: int) -> dict:
    crowded = databases.filled("figures", *_asked(SESSIONS))
    fewer = databases.filled("figures_fewer", *_asked(FEWER))
    memory = {FEWER: _memory(fewer), SESSIONS: _memory(crowded)}
    measured = python(crowded, "-W", "ignore", "-m", "benchmarks.figures", str(min(pairs, MOST)))
    result = {"memory_mb": memory} | json.loads(measured)
    for line in _lines(result):
        print(line, flush=True)
    return result


def _asked(sessions: int) -> list[str]:
    return [f"--persons={PEOPLE}", f"--referrals={REFERRALS}", f"--sessions={sessions}", f"--year={YEAR}"]


def _memory(env: dict[str, str]) -> dict:
    """Peak of a process that only counts the figures, and how much of it was taken by counting."""
    return json.loads(python(env, "-W", "ignore", "-m", "benchmarks.memory", str(YEAR)))


def _lines(result: dict):
    yield f"{result['sizes']['sessions']} séances, {result['sizes']['referrals']} orientations en {YEAR}"
    for name, times in result["processor"].items():
        yield f"{name:<8} p50 {times['p50_ms']:8.1f} ms   p95 {times['p95_ms']:8.1f} ms, de processeur"
    yield f"A/A, la même requête brute : {said(result['aa'])}" + ("  RUN NUL" if result["void"] else "")
    yield f"cellules égales : {result['equal']} ; refaites des faits, égales : {result['again_equal']}"
    yield f"personnes et séances / requête brute : {said(result['people_over_raw'])}"
    for name, goal in GOALS.items():
        found = result[name]
        verdict = "tenu" if found["high"] <= goal else "manqué" if found["low"] > goal else "non établi"
        yield f"{name} : {said(found)}, objectif ≤ {goal} : {verdict}"
    for size, memory in result["memory_mb"].items():
        yield f"mémoire à {size} séances : pic {memory['peak_mb']} Mo, dont {memory['taken_mb']} Mo par le compte"


# ── In a process of its own ─────────────────────────────────────────────────────────────────────


def _as_coordinator(work):
    from centre.bench_seed import address
    from centre.context import acting_as
    from centre.models import User

    with acting_as(User.objects.get(email=address("coordination"))):
        return work()


def _sizes() -> dict:
    from django.db import connection

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM referrals_therapysession WHERE extract(year FROM day) = %(year)s),"
                " (SELECT count(*) FROM referrals_referral WHERE extract(year FROM received_on) = %(year)s)",
                {"year": YEAR},
            )
            return dict(zip(("sessions", "referrals"), cursor.fetchone(), strict=True))

    return _as_coordinator(ask)


def _raw() -> list[tuple]:
    from django.db import connection

    from networks.activity import year_span

    first, last = year_span(YEAR)

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(RAW, {"year": YEAR, "first": first, "last": last})
            return cursor.fetchall()

    return _as_coordinator(ask)


def _rounds(rounds: int) -> dict:
    from django.utils import timezone

    from centre.bench_seed import address
    from centre.models import User
    from observatory import figures
    from observatory.facts.actions import count_year
    from observatory.facts.reading import kept_cells
    from referrals import activity

    by = User.objects.get(email=address("coordination"))
    _as_coordinator(lambda: count_year(YEAR, by=by, at=timezone.now()))
    equal = _as_coordinator(lambda: _same(activity.people_cells(YEAR), _raw()))
    whole = _as_coordinator(lambda: figures.count(YEAR))
    again = _as_coordinator(lambda: figures.count(YEAR, kept_cells(YEAR)))
    ways = {
        "raw": _raw,
        "twin": _raw,
        "people": lambda: _as_coordinator(lambda: activity.people_cells(YEAR)),
        "figures": lambda: _as_coordinator(lambda: figures.count(YEAR)),
        "again": lambda: _as_coordinator(lambda: figures.count(YEAR, kept_cells(YEAR))),
    }
    taken, clock = _costs(ways, rounds)
    same = ratio(taken["twin"], taken["raw"])
    return {
        "sizes": _sizes(),
        "equal": equal,
        "again_equal": whole == again,
        "rounds": rounds,
        "processor": {name: summary(durations) for name, durations in taken.items()},
        "clock": {name: summary(durations) for name, durations in clock.items()},
        "aa": same,
        "void": is_void(same),
        "people_over_raw": ratio(taken["people"], taken["raw"]),
        "figures_over_raw": ratio(taken["figures"], taken["raw"]),
        "again_over_raw": ratio(taken["again"], taken["raw"]),
    }


def _same(cells: list, rows: list[tuple]) -> bool:
    """Every cell that the raw statement tells is one of ours, and the other way round, to the last digit."""
    ours, found = {}, {}
    for cell in cells:
        asked = (cell.population, cell.dims)
        if asked in WHICH.values():
            counts = (
                (None, None, None) if cell.acts is None else (cell.acts, cell.minutes, cell.extra["timed"])
            )
            ours[asked, cell.answers] = (cell.people, *counts)
    for which, *answers, acts, minutes, people, timed in rows:
        population, dims = WHICH[which]
        of = dict(zip(COLUMNS, answers, strict=True))
        if (of["statut"] == "realisee" or dims == ("statut",)) and of[dims[0]] is not None:
            counts = (None, None, None) if population == "personnes" else (acts, minutes, timed)
            found[(population, dims), tuple(of[dim] for dim in dims)] = (people, *counts)
    return ours == found


def _costs(ways: dict, rounds: int) -> tuple[dict, dict]:
    """What each way costs, by processor and by the clock, round by round."""
    processor = Processor()
    clock: dict[str, list[float]] = {name: [] for name in ways}

    def cost(name: str) -> float:
        started, used = time.perf_counter(), processor.used()
        ways[name]()
        clock[name].append((time.perf_counter() - started) * 1000)
        return processor.used() - used

    taken = measure({name: partial(cost, name) for name in ways}, rounds, WARM_UP)
    return taken, {name: durations[WARM_UP:] for name, durations in clock.items()}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_rounds(int(sys.argv[1]))))
