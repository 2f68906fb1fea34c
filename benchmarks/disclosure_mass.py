"""What protection costs in silence: the share of people hidden, beside a plain threshold and the rule before this one.

In this process, on invented years counted in plain Python. People of labels joined in « Autres » count as told. A
plain threshold hides little and keeps no promise: the attacker's findings are counted beside it.
"""

import time
from collections import Counter

from benchmarks import portal

SIZES = (60, 60, 60, 60, 100, 100, 200, 400, 1200, 3000)
SEEDS = 5
ATTACKED = 2  # years of each size whose plain threshold is attacked: every finding is solved for


def run(_databases, _scales: tuple[int, int], _pairs: int) -> dict:
    portal.load()
    found = {}
    for size in sorted(set(SIZES)):
        years = SIZES.count(size) * SEEDS
        found[str(size)] = _size(size, years)
        print(_said(size, found[str(size)]), flush=True)
    return found


def _size(size: int, years: int) -> dict:
    from observatory.audit.editions import audit
    from observatory.disclosure.year import protect_year
    from tests.observatory.audit.years import by_whole_tables, under_threshold, withheld_mass
    from tests.observatory.populations import VOCABULARY, invented_year

    hidden, exposed, seconds = Counter(), Counter(), Counter()
    for seed in range(years):
        year = invented_year(1000 * size + seed, size)
        started = time.process_time()
        done = protect_year(year.exact, year.margins, year.behind, VOCABULARY, advise=False).document
        protected = time.process_time()
        verdict = audit([done])
        seconds.update(protection=protected - started, audit=time.process_time() - protected)
        if verdict.unfinished:
            raise SystemExit(f"no verdict on the year {seed} of {size}: {verdict.unfinished}")
        plain = under_threshold(year.exact)
        exposed.update(protected=len(verdict.exposed))
        if seed < ATTACKED:
            exposed.update(threshold=len(audit([plain]).exposed))
        for rule, document in (
            ("protected", done),
            ("threshold", plain),
            ("whole_tables", by_whole_tables(year.exact)),
        ):
            withheld, whole = withheld_mass(year.exact, document)
            hidden[rule] += withheld
        hidden["all"] += whole
    return {
        "years": years,
        "hidden_percent": {
            rule: round(100 * hidden[rule] / hidden["all"], 1) for rule in hidden if rule != "all"
        },
        "exposed": dict(exposed),
        "seconds_a_year": {name: round(total / years, 2) for name, total in seconds.items()},
    }


def _said(size: int, found: dict) -> str:
    hidden, exposed = found["hidden_percent"], found["exposed"]
    return (
        f"{size:>5} people, {found['years']} years: hidden {hidden['protected']} % "
        f"(threshold alone {hidden['threshold']} %, whole tables {hidden['whole_tables']} %); "
        f"told {exposed['protected']} (threshold alone {exposed['threshold']} in {ATTACKED} years); "
        f"protection {found['seconds_a_year']['protection']} s, audit {found['seconds_a_year']['audit']} s"
    )
