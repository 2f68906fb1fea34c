"""Whom to propose one person to, among two thousand therapists and five hundred interpreters, beside staged SQL.

`python -m benchmarks.panel rounds`, in a process of its own: as the coordinator, under row security; another person
each round, both ways the same. Both read the database and give twelve lines, with every way to work together.
Compared by processor time, this process's and that of its server in the database.
"""

import json
import os
import sys
from collections import Counter
from itertools import cycle
from statistics import median

from benchmarks.databases import Databases, python
from benchmarks.interleaved import is_void, measure, p95, ratio, said, summary
from benchmarks.processor import Processor
from benchmarks.servers import Browser, serving

SIZE = {"people": 300, "therapists": 2000, "interpreters": 500, "places": 8}
SEED, WARM_UP, PAGES = 7, 10, 30
GOAL, SAME = 1.3, 99.0


def run(databases: Databases, _scales: tuple[int, int], pairs: int) -> dict:
    env = databases.filled("panel", "--persons=100", "--sessions=0")
    result = json.loads(python(env, "-W", "ignore", "-m", "benchmarks.panel", str(pairs)))
    path = result.pop("page")
    opened = json.loads(python(env, "-W", "ignore", "-m", "benchmarks.probe", "coordination", path))
    with serving("centre.wsgi:application", env) as port:
        browser = Browser(port, path, opened["cookie"])
        result["whole_page_ms"] = round(median([browser.duration() for _ in range(PAGES)][3:]), 1)
    result["page_statements"] = opened["pages"][path]["statements"]
    result["load"] = round(os.getloadavg()[0], 2)
    for line in _lines(result):
        print(line, flush=True)
    return result


def _lines(result: dict):
    for name, times in result["times"].items():
        yield f"{name:<10} p50 {times['p50_ms']:7.2f} ms   p95 {times['p95_ms']:7.2f} ms, de processeur"
    yield f"A/A, le même SQL : {said(result['aa'])}" + ("  RUN NUL" if result["void"] else "")
    over, same = result["panel_over_sql"], result["same_best_percent"]
    verdict = "tenu" if over["high"] <= GOAL else "manqué" if over["low"] > GOAL else "non établi"
    yield f"liste classée / SQL par étapes, p50 : {said(over)}, objectif ≤ {GOAL} : {verdict}"
    verdict = "tenu" if same >= SAME else "manqué"
    yield f"même premier choix que le classement entier : {same} % de {result['people']} personnes ({verdict})"
    yield f"même premier choix que le SQL : {result['same_as_sql_percent']} %, personne : {result['nobody']}"
    yield f"page entière : {result['whole_page_ms']} ms, {result['page_statements']} requêtes SQL"


# ── In a process of its own ─────────────────────────────────────────────────────────────────────


def _measured(rounds: int) -> dict:
    from benchmarks import panel_field, staged
    from centre.bench_seed import address
    from centre.context import acting_as
    from centre.models import User
    from referrals.pairing.candidates import candidates

    coordinator = User.objects.get(email=address("coordination"))
    people, page = panel_field.write(seed=SEED, by=coordinator, **SIZE)
    staged.prepare()

    processor = Processor()

    def asking(way):
        persons = cycle(people)

        def cost() -> float:
            used = processor.used()
            with acting_as(coordinator):
                way(next(persons))
            return processor.used() - used

        return cost

    ways = {"panel": candidates, "sql": staged.rank, "twin": staged.rank}
    taken = measure({name: asking(way) for name, way in ways.items()}, rounds, WARM_UP)
    same, against = ratio(taken["twin"], taken["sql"]), ratio(taken["panel"], taken["sql"])
    with acting_as(coordinator):
        agreed = _agreed(people, candidates, staged.rank, processor)
    return {
        "size": SIZE,
        "rounds": rounds,
        "people": len(people),
        "times": {name: summary(durations) for name, durations in taken.items()},
        "aa": same,
        "void": is_void(same),
        "panel_over_sql": against,
        "panel_over_sql_p95": ratio(taken["panel"], taken["sql"], of=p95),
        **agreed,
        "goal": GOAL,
        "page": page,
    }


def _agreed(people, candidates, rank, processor: Processor) -> dict:
    """How often the first choice is that of the ranking of everybody, and that of the hand-written SQL."""
    found, durations = Counter(), []
    for person in people:
        used = processor.used()
        whole = [_choice(one) for one in candidates(person, staged=None)[:1]]
        durations.append(processor.used() - used)
        ours = [_choice(one) for one in candidates(person)[:1]]
        by_hand = [(therapist, cost) for therapist, _, cost, *_ in rank(person)[:1]]
        found["nobody"] += not whole
        found["same"] += ours == whole
        found["as_sql"] += [choice[::2] for choice in ours] == by_hand
    return {
        "same_best_percent": round(100 * found["same"] / len(people), 2),
        "same_as_sql_percent": round(100 * found["as_sql"] / len(people), 2),
        "nobody": found["nobody"],
        "whole_ranking": summary(durations),
    }


def _choice(one) -> tuple:
    return one.therapist.pk, one.interpreter and one.interpreter.pk, one.cost


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_measured(int(sys.argv[1]))))
