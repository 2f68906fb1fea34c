"""The annuaire's search at five thousand structures, through the page and in bare SQL, beside itself."""

import json
import os
import time
from contextlib import ExitStack
from urllib.parse import quote_plus

import psycopg

from benchmarks.databases import Databases, python
from benchmarks.interleaved import is_void, measure, p95, ratio, said, summary
from benchmarks.servers import Browser, serving

PAGE = "/reseau/annuaire/"
SCALE = 1000  # people; the structures are five thousand at every scale (networks.bench_seed)
ACCOUNT = "orienteur"
# What is typed → the words that the page looks for (networks.directory.search.words_of).
TYPED = {
    "psychatrie nimes": ["psychatrie", "nimes"],
    "garrigue": ["garrigue"],
    "cours de francais montpelier": ["cours", "francais", "montpelier"],
}
WARM_UP = 20
TRIES = 2
GOAL = 3.0

# The two readings of the page, as one would write them by hand: the same predicate and ordering, the same role.
ROWS = """
SELECT s.* FROM structures_like(%(words)s) AS f JOIN networks_structure AS s ON s.id = f.structure_id
WHERE s.closed_on IS NULL ORDER BY f.near DESC, s.name LIMIT 21
"""
COUNTS = """
SELECT s.departement, count(*)
FROM structures_like(%(words)s) AS f JOIN networks_structure AS s ON s.id = f.structure_id
WHERE s.closed_on IS NULL GROUP BY s.departement
"""


class Bare:
    """One connection of the application's role, in the name of the same account."""

    def __init__(self, url: str, account: int):
        self._connection = psycopg.connect(url)
        self._account = str(account)

    def close(self) -> None:
        self._connection.close()

    def duration(self, words: list[str]) -> float:
        """Milliseconds of one transaction: name the actor, read the page's rows, count by département."""
        started = time.perf_counter()
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.user_id', %s, true)", [self._account])
            for statement in (ROWS, COUNTS):
                cursor.execute(statement, {"words": words})
                cursor.fetchall()
        return (time.perf_counter() - started) * 1000


def run(databases: Databases, scales: tuple[int, int], pairs: int) -> dict:
    env = databases.at(min(scales[0], SCALE))
    paths = {typed: f"{PAGE}?q={quote_plus(typed)}" for typed in TYPED}
    counted = json.loads(
        python(env, "-W", "ignore", "-m", "benchmarks.probe", ACCOUNT, PAGE, *paths.values())
    )
    with ExitStack() as stack:
        first, twin = (_browser(stack, env, counted["cookie"]) for _ in range(2))
        bare = Bare(env["DATABASE_URL"], _account(env))
        stack.callback(bare.close)
        measures = {"twin": twin.beside(next(iter(paths.values()))).duration, "no text": first.duration}
        for typed, words in TYPED.items():
            measures[typed] = first.beside(paths[typed]).duration
            measures[f"SQL {typed}"] = lambda words=words: bare.duration(words)
        for _try in range(TRIES):
            result = _figures(measure(measures, pairs, WARM_UP), counted, paths)
            for line in _lines(result):
                print(line, flush=True)
            if not result["void"]:
                break
    return result


def _browser(stack: ExitStack, env: dict, cookie: str) -> Browser:
    return Browser(stack.enter_context(serving("centre.wsgi:application", env)), PAGE, cookie)


def _account(env: dict) -> int:
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute("SELECT id FROM centre_user WHERE email = %s", [f"{ACCOUNT}@bench.example"])
        return found.fetchone()[0]


def _figures(taken: dict, counted: dict, paths: dict) -> dict:
    typed = next(iter(TYPED))
    same = [ratio(taken["twin"], taken[typed]), ratio(taken["twin"], taken[typed], of=p95)]
    return {
        "structures": 5000,
        "pairs": len(taken["twin"]),
        "load": round(os.getloadavg()[0], 2),
        "aa_p50": same[0],
        "aa_p95": same[1],
        "void": is_void(*same),
        "times": {name: summary(durations) for name, durations in taken.items()},
        "over_sql_p50": {one: ratio(taken[one], taken[f"SQL {one}"]) for one in TYPED},
        "over_sql_p95": {one: ratio(taken[one], taken[f"SQL {one}"], of=p95) for one in TYPED},
        "statements": {one: counted["pages"][paths[one]]["statements"] for one in TYPED},
    }


def _lines(result: dict):
    for name, times in result["times"].items():
        yield f"{name:<34} p50 {times['p50_ms']:7.2f} ms   p95 {times['p95_ms']:7.2f} ms"
    yield f"A/A, deux serveurs identiques : p50 {said(result['aa_p50'])}, p95 {said(result['aa_p95'])}"
    if result["void"]:
        yield "RUN NUL : la machine distingue deux serveurs identiques. À refaire au calme."
    for typed, figures in result["over_sql_p50"].items():
        verdict = "tenu" if figures["high"] <= GOAL else "manqué" if figures["low"] > GOAL else "non établi"
        yield f"page / SQL nu, « {typed} », p50 : {said(figures)}, objectif ≤ {GOAL:.0f} : {verdict}"
    yield f"requêtes SQL par page : {result['statements']}"
