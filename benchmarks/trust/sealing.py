"""Readings written down one transaction at a time, by one writer and by eight: sealed, not sealed, not written."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks.interleaved import p95
from benchmarks.trust.connections import account_id, act_as, connect

SECONDS = 1.5
ROUNDS = 4
WRITERS = (1, 8)
_READING = """
INSERT INTO centre_reading (pgh_id, actor_id, at, what, object_id, why)
VALUES (gen_random_uuid(), %s, now(), 'referrals.person', 'bench', 'consultation')
"""


def run() -> dict:
    owner, actor = connect("owner", autocommit=True), account_id("coordination")
    kinds = {"nothing_written": (True, None), "not_sealed": (False, _READING), "sealed": (True, _READING)}
    taken = {(name, writers): [] for name in kinds for writers in WRITERS}
    rates = {one: [] for one in taken}
    seal = owner.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'centre_reading'::regclass AND tgdeferrable AND NOT tgisinternal"
    ).fetchone()[0]
    for _ in range(ROUNDS):
        for (name, writers), durations in taken.items():
            awake, statement = kinds[name]
            owner.execute(f"ALTER TABLE centre_reading {'ENABLE' if awake else 'DISABLE'} TRIGGER {seal}")
            latencies, elapsed = _write(writers, statement, actor)
            durations += latencies
            rates[name, writers].append(len(latencies) / elapsed)
    owner.execute(f"ALTER TABLE centre_reading ENABLE TRIGGER {seal}")
    return {
        f"{name}_by_{writers}": {
            "per_second": round(median(rates[name, writers])),
            "p50_ms": round(median(durations), 2),
            "p95_ms": round(p95(durations), 2),
        }
        for (name, writers), durations in taken.items()
    }


def _write(writers: int, statement: str | None, actor: int) -> tuple[list[float], float]:
    """Every transaction's duration, commit included; and how long they all took together."""
    start = threading.Barrier(writers + 1)

    def one(_) -> list[float]:
        durations = []
        with connect("default") as connection:
            start.wait()
            end = time.perf_counter() + SECONDS
            while (began := time.perf_counter()) < end:
                with connection.transaction():
                    act_as(connection, actor)
                    if statement:
                        connection.execute(statement, [actor])
                durations.append((time.perf_counter() - began) * 1000)
        return durations

    with ThreadPoolExecutor(writers) as pool:
        working = [pool.submit(one, number) for number in range(writers)]
        start.wait()
        began = time.perf_counter()
        durations = [duration for each in working for duration in each.result()]
        return durations, time.perf_counter() - began
