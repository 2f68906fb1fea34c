"""Rounds in which everything compared is measured once, in an order drawn anew; ratios with their interval."""

import random
from collections.abc import Callable, Mapping
from statistics import median

AA_LOW, AA_HIGH = 0.85, 1.15  # identical servers further apart than this: the run says nothing


def measure(measures: Mapping[str, Callable[[], float]], rounds: int, warm_up: int) -> dict[str, list[float]]:
    """Each measure's durations, round by round."""
    chance = random.Random(20260101)
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(-warm_up, rounds):
        for name in chance.sample(list(measures), len(measures)):
            duration = measures[name]()
            if number >= 0:
                taken[name].append(duration)
    return taken


def p95(durations: list[float]) -> float:
    ordered = sorted(durations)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def summary(durations: list[float]) -> dict[str, float]:
    return {"p50_ms": round(median(durations), 3), "p95_ms": round(p95(durations), 3)}


def ratio(
    over: list[float], under: list[float], of: Callable = median, resamples: int = 1000
) -> dict[str, float]:
    """`of(over) / of(under)`, with the 95 % interval of a bootstrap over whole rounds."""
    chance = random.Random(1)
    rounds = range(len(over))
    drawn = []
    for _ in range(resamples):
        sample = chance.choices(rounds, k=len(over))
        drawn.append(of([over[i] for i in sample]) / of([under[i] for i in sample]))
    drawn.sort()
    return {
        "ratio": round(of(over) / of(under), 3),
        "low": round(drawn[int(resamples * 0.025)], 3),
        "high": round(drawn[int(resamples * 0.975)], 3),
    }


def said(figures: dict[str, float]) -> str:
    return f"{figures['ratio']:.2f} [{figures['low']:.2f} ; {figures['high']:.2f}]"


def is_void(*same: dict[str, float]) -> bool:
    """Whether two identical servers were told apart."""
    return any(not AA_LOW <= one["ratio"] <= AA_HIGH for one in same)
