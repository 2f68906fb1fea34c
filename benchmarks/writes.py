"""Séances noted and registrations sent, through the pages and through a minimal view that runs the same statements.

Each way has its own copy of the same database and its own servers. A round sends two batches of each kind by each way;
a batch is written by all the writers at once, and takes from its first request to the last answer.
"""

import http.client
import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.databases import Databases, number_from, python
from benchmarks.interleaved import is_void, measure, ratio, said, summary
from benchmarks.servers import serving

KINDS = {"session": "séance", "registration": "inscription"}
WRITERS, BATCH, MOST, WARM_UP = 4, 20, 25, 1
GOAL = 0.8
FORM = "application/x-www-form-urlencoded"


class Way:
    """Servers of one thread, one per writer; each batch sends requests that were not sent before."""

    def __init__(self, ports: list[int]):
        self._clients = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for port in ports]
        self._pool = ThreadPoolExecutor(WRITERS)
        self._next = {kind: count() for kind in KINDS}

    def batch(self, kind: str, requests: list[dict]) -> float:
        """Milliseconds."""
        first = next(self._next[kind]) * BATCH
        started = time.perf_counter()
        list(
            self._pool.map(
                lambda writer: self._write(writer, requests[first : first + BATCH]), range(WRITERS)
            )
        )
        return (time.perf_counter() - started) * 1000

    def _write(self, writer: int, requests: list[dict]) -> None:
        client = self._clients[writer]
        for one in requests[writer::WRITERS]:
            headers = {"Content-Type": FORM, "Cookie": one.get("cookie", "")}
            client.request("POST", one["path"], urlencode(one["data"]), headers)
            answer = client.getresponse()
            body = answer.read()
            if answer.status != 302:
                raise SystemExit(f"{one['path']} : {answer.status}\n{body[-2000:].decode(errors='replace')}")

    def close(self) -> None:
        self._pool.shutdown()


def run(databases: Databases, _scales: tuple[int, int], pairs: int) -> dict:
    rounds = min(pairs, MOST)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        asked, statements = _captured(databases, folder, rounds)
        page, bare = _environments(databases, folder)
        pages, minimal = (
            _way(stack, "centre.wsgi:application", page),
            _way(stack, "benchmarks.bare.wsgi:application", bare),
        )
        ways = {}
        for kind, requests in asked.items():
            numbered = [{"path": "/", "data": {"kind": kind, "number": n}} for n in range(len(requests))]
            for twin in ("", "_twin"):
                ways[f"{kind}_page{twin}"] = partial(pages.batch, kind, requests)
                ways[f"{kind}_bare{twin}"] = partial(minimal.batch, kind, numbered)
        taken = measure(ways, rounds, WARM_UP)
    result = {"writers": WRITERS, "batch": BATCH, "rounds": rounds, "goal": GOAL}
    result |= {kind: _figures(kind, taken) | {"statements": statements[kind]} for kind in KINDS}
    result["void"] = any(result[kind]["void"] for kind in KINDS)
    for line in _lines(result):
        print(line, flush=True)
    return result


def _captured(databases: Databases, folder: Path, rounds: int) -> tuple[dict, dict]:
    """The requests, and how many statements each kind makes. Two batches per round, and one round to warm up."""
    each = str(-(-2 * (rounds + WARM_UP) * BATCH // WRITERS))
    base = databases.filled("writes", "--persons=4000", "--sessions=4000")
    asked = python(base, "-W", "ignore", "-m", "benchmarks.writers", str(WRITERS), each)
    (folder / "requests.json").write_text(asked)
    scout = databases.copied("writes", "writes_scout")
    number_from(scout, 700_000_000)
    files = [str(folder / "requests.json"), str(folder / "statements.pickle")]
    counted = python(scout, "-W", "ignore", "-m", "benchmarks.captured", *files)
    return json.loads(asked), json.loads(counted)


def _environments(databases: Databases, folder: Path) -> tuple[dict, dict]:
    bare = databases.copied("writes", "writes_bare") | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.writing_settings",
        "BENCH_STATEMENTS": str(folder / "statements.pickle"),
    }
    return databases.copied("writes", "writes_page"), bare


def _way(stack: ExitStack, application: str, env: dict[str, str]) -> Way:
    way = Way([stack.enter_context(serving(application, env)) for _ in range(WRITERS)])
    stack.callback(way.close)
    return way


def _figures(kind: str, taken: dict[str, list[float]]) -> dict:
    page, bare = taken[f"{kind}_page"], taken[f"{kind}_bare"]
    same = [ratio(taken[f"{kind}_{way}_twin"], taken[f"{kind}_{way}"]) for way in ("page", "bare")]
    return {
        "a_second": {
            name: round(BATCH * 1000 / summary(some)["p50_ms"], 1)
            for name, some in (("page", page), ("bare", bare))
        },
        "aa_page": same[0],
        "aa_bare": same[1],
        "void": is_void(*same),
        "page_over_bare": ratio(bare, page),  # of throughputs: the other way round than durations
    }


def _lines(result: dict):
    yield f"{WRITERS} à la fois, {result['rounds']} tours, charge {os.getloadavg()[0]:.1f}"
    for kind, words in KINDS.items():
        found = result[kind]
        over = found["page_over_bare"]
        verdict = "tenu" if over["low"] >= GOAL else "manqué" if over["high"] < GOAL else "non établi"
        yield (
            f"{words} : {found['a_second']['page']} par seconde, vue nue {found['a_second']['bare']},"
            f" {found['statements']} requêtes SQL, A/A {said(found['aa_page'])} et {said(found['aa_bare'])}"
        )
        yield f"{words}, page / vue nue : {said(over)}, objectif ≥ {GOAL} : {verdict}"
    if result["void"]:
        yield "RUN NUL : la machine distingue deux fois la même chose. À refaire au calme."
