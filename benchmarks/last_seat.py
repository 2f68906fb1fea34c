"""The last seat of a group, asked for by fifty, two hundred, a thousand people at once, through eight servers.

Each run opens a cycle of one seat, and reads afterwards who has it and who waits in which order. Beside it, eight
connections that look whether the seat is free and take it a moment later, without a lock: what would happen otherwise.
"""

import json
import os
import time
from contextlib import ExitStack
from itertools import pairwise
from statistics import median
from threading import Barrier

import psycopg

from benchmarks.databases import Databases, python
from benchmarks.registrations import WORKERS, Ways
from benchmarks.servers import serving

RUNS = {50: 20, 200: 20, 1000: 3}  # people: runs
QUEUED = """
SELECT r.id, r.user_id, r.state, c.queue FROM practice_groups_registration AS r
JOIN practice_groups_cycle AS c ON c.id = r.cycle_id WHERE c.id = %s ORDER BY r.id
"""
UNLOCKED = """
CREATE TABLE bench_seat (run bigint NOT NULL, person bigint NOT NULL);
GRANT SELECT, INSERT ON bench_seat TO portal_app;
"""
FREE = "SELECT count(*) = 0 FROM bench_seat WHERE run = %s"
TAKE = "INSERT INTO bench_seat VALUES (%s, %s)"
BETWEEN = 0.005  # seconds; a page takes more from its reading to its commit
TAKEN = "SELECT count(*) FROM bench_seat WHERE run = %s"


class Rush(Ways):
    """One seat."""

    def __init__(self, url: str, ports: list[int], field: dict, people: int):
        super().__init__(url, ports, field, people, seats=1)
        self._together = Barrier(WORKERS)

    def run(self) -> dict:
        """Any answer but a redirection stops everything (`_send`), and so does more or less than one seat taken."""
        cycle = self._open()
        started = time.perf_counter()
        list(self._pool.map(lambda worker: self._send(worker, cycle), range(WORKERS)))
        seconds = time.perf_counter() - started
        with self._acting(self._bare[0]) as cursor:
            rows = cursor.execute(QUEUED, [cycle]).fetchall()
        seated = [person for _, person, state, _ in rows if state == "confirmee"]
        return {
            "seconds": seconds,
            "seated": len(seated),
            "first": bool(rows) and seated == [rows[0][1]],
            "in_order": self._in_order(rows),
            "unlocked": self._unlocked(cycle),
        }

    def _in_order(self, rows: list[tuple]) -> bool:
        """All the others wait, in the order of their rows, which is for each server that in which it was asked."""
        waiting = [pk for pk, _, state, _ in rows if state == "liste_attente"]
        arrived = {person: rank for rank, (_, person, *_) in enumerate(rows)}
        asked = [self._field["people"][worker : self._people : WORKERS] for worker in range(WORKERS)]
        kept = all(arrived[one] < arrived[after] for people in asked for one, after in pairwise(people))
        return kept and len(waiting) == self._people - 1 and list(rows[0][3]) == waiting

    def _unlocked(self, run: int) -> int:
        """How many took the one seat."""
        list(self._pool.map(lambda worker: self._take(worker, run), range(WORKERS)))
        with self._acting(self._bare[0]) as cursor:
            return cursor.execute(TAKEN, [run]).fetchone()[0]

    def _take(self, worker: int, run: int) -> None:
        self._together.wait()
        for number in range(worker, self._people, WORKERS):
            with self._acting(self._bare[worker]) as cursor:
                if cursor.execute(FREE, [run]).fetchone()[0]:
                    time.sleep(BETWEEN)
                    cursor.execute(TAKE, [run, self._field["people"][number]])


def run(databases: Databases, scales: tuple[int, int], pairs: int) -> dict:
    env = databases.filled("last_seat", "--persons=100", "--sessions=0")
    made = python(env, "-W", "ignore", "-m", "benchmarks.registrants", str(max(RUNS)))
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as owner:
        owner.execute(UNLOCKED)
    found = {"workers": WORKERS, "load": round(os.getloadavg()[0], 2)}
    with ExitStack() as stack:
        ports = [stack.enter_context(serving("centre.wsgi:application", env)) for _ in range(WORKERS)]
        for people, most in RUNS.items():
            rush = Rush(env["DATABASE_URL"], ports, json.loads(made), people)
            stack.callback(rush.close)
            found[str(people)] = _figures(people, [rush.run() for _ in range(min(pairs, most))])
            print(_said(people, found[str(people)]), flush=True)
    sizes = [found[str(people)] for people in RUNS]
    found["goal"] = "held" if all(one["held"] for one in sizes) else "missed"
    found["void"] = not all(one["unlocked_oversold"] for one in sizes)
    if found["void"]:
        print("RUN NUL : sans verrou rien n’a été vendu deux fois, la cohue n’en était pas une.", flush=True)
    return found


def _figures(people: int, runs: list[dict]) -> dict:
    held = [one["seated"] == 1 and one["first"] and one["in_order"] for one in runs]
    return {
        "runs": len(runs),
        "held": all(held),
        "seated": sorted({one["seated"] for one in runs}),
        "in_order": sum(one["in_order"] for one in runs),
        "a_second": round(people / median(one["seconds"] for one in runs), 1),
        "unlocked_oversold": sum(one["unlocked"] > 1 for one in runs),
        "unlocked_most": max(one["unlocked"] for one in runs),
    }


def _said(people: int, found: dict) -> str:
    verdict = "tenu" if found["held"] else "manqué"
    return (
        f"{people} personnes, {found['runs']} fois : places prises {found['seated']}, les autres en attente dans"
        f" l’ordre {found['in_order']} fois, {found['a_second']} par seconde : {verdict} ; sans verrou, vendue"
        f" plusieurs fois {found['unlocked_oversold']} fois sur {found['runs']}, jusqu’à {found['unlocked_most']}"
    )
