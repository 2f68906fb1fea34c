"""The plan for a thousand people, two hundred therapists, a hundred and fifty interpreters: the optimum, and its time.

In this process, on invented fields in memory: what the database gives is not part of it.
"""

import time

from benchmarks import portal
from benchmarks.interleaved import is_void, measure, ratio, said, summary

SIZE = {"people": 1000, "therapists": 200, "interpreters": 150}
FIELDS = {"abundant": 14, "scarce": 2}  # the most places that a therapist has
SEED, GOAL, MOST = 7, 1.5, 100


def run(_databases, _scales: tuple[int, int], pairs: int) -> dict:
    portal.load()
    return {name: _field(name, places, min(pairs, MOST)) for name, places in FIELDS.items()}


def _field(name: str, places: int, rounds: int) -> dict:
    from scipy.optimize import linear_sum_assignment

    from benchmarks import highs
    from referrals.pairing import bench_seed, matrix, optimum

    instance = bench_seed.instance(seed=SEED, places=places, **SIZE)
    weighing = _milliseconds(lambda: matrix.fill(instance))
    asked = (instance.cells, instance.seats, instance.last, instance.waits)
    best, greedy = optimum.optimum(*asked), optimum.one_by_one(*asked)
    started = time.perf_counter()
    proved = highs.best(*asked)
    highs_ms = (time.perf_counter() - started) * 1000
    values = optimum.expanded(*asked)[0]
    taken = measure(
        {
            "plan": lambda: _milliseconds(lambda: optimum.optimum(*asked)),
            "scipy": lambda: _milliseconds(lambda: linear_sum_assignment(values)),
            "twin": lambda: _milliseconds(lambda: linear_sum_assignment(values)),
            "greedy": lambda: _milliseconds(lambda: optimum.one_by_one(*asked)),
        },
        rounds,
        5,
    )
    same, against = ratio(taken["twin"], taken["scipy"]), ratio(taken["plan"], taken["scipy"])
    found = {
        "seats": sum(instance.seats),
        "placed": best.placed,
        "greedy_placed": greedy.placed,
        "cost": best.cost,
        "greedy_cost": greedy.cost,
        "optimum": proved == (best.placed, best.cost),
        "matrix_ms": round(weighing),
        "highs_ms": round(highs_ms),
        **{one: summary(taken[one]) for one in ("plan", "scipy", "greedy")},
        "aa": same,
        "plan_over_scipy": against,
        "goal": GOAL,
        "void": is_void(same),
    }
    print(
        f"{name} : {found['seats']} places, {best.placed} placées (une à une {greedy.placed}), coût {best.cost}"
        f" (une à une {greedy.cost}), égal à HiGHS : {found['optimum']} ; matrice {weighing:.0f} ms,"
        f" plan / scipy {said(against)}, A/A {said(same)}",
        flush=True,
    )
    return found


def _milliseconds(work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
