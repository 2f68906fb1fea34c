"""The triage list as a coordinator gets it, at two scales, beside a bare template and beside itself."""

import json
import os
from contextlib import ExitStack
from datetime import UTC, datetime

from benchmarks.databases import Databases, python
from benchmarks.interleaved import is_void, measure, p95, ratio, said, summary
from benchmarks.servers import Browser, serving

LIST = "/orientations/"
# One value of each filter that fills a page at every scale (referrals.bench_seed.FULL_FILTERS).
FILTERS = (
    ALONE := "state=envoyee",
    "owner=moi",
    "late=on",
    "departement=30",
    "language=prs",
    "urgency=rapide",
)
WARM_UP = 20
TRIES = 2  # a neighbour may have woken up: a void run is done again, once
GOALS = {"growth": 1.10, "bare": 1.5, "statements": 6, "filter": 1.3, "deep": 1.1}


def run(databases: Databases, scales: tuple[int, int], pairs: int) -> dict:
    small, large = (databases.at(scale) for scale in scales)
    paths = {name: f"{LIST}?{name}" for name in FILTERS} | {"deep": f"{LIST}?{ALONE}&apres={_middle()}"}
    counted = {scale: _probe(databases.at(scale), [LIST, *paths.values()]) for scale in scales}
    size = counted[scales[0]]["pages"][LIST]["bytes"]
    bare = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings", "BENCH_BYTES": str(size)}
    with ExitStack() as stack:

        def browser(env, path=LIST, application="centre.wsgi:application", cookie=""):
            return Browser(stack.enter_context(serving(application, env)), path, cookie)

        cookie = counted[scales[1]]["cookie"]
        measures = {
            "bare": browser(bare, application="benchmarks.bare.wsgi:application"),
            "small": browser(small, cookie=counted[scales[0]]["cookie"]),
            "twin": browser(small, cookie=counted[scales[0]]["cookie"]),
            "large": (whole := browser(large, cookie=cookie)),
        }
        measures |= {name: whole.beside(path) for name, path in paths.items()}
        bytes_bare = len(measures["bare"].get()[1])
        for _try in range(TRIES):
            taken = measure({name: one.duration for name, one in measures.items()}, pairs, WARM_UP)
            result = _figures(taken, counted, scales, bytes_bare)
            for line in _lines(result):
                print(line, flush=True)
            if not result["void"]:
                break
    return result


def _middle() -> str:
    """A key in the middle of a column: what falls due now."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}%2B00:00|00000000-0000-0000-0000-000000000000"


def _probe(env: dict[str, str], paths: list[str]) -> dict:
    return json.loads(python(env, "-W", "ignore", "-m", "benchmarks.probe", "coordination", *paths))


def _figures(taken: dict, counted: dict, scales: tuple[int, int], bytes_bare: int) -> dict:
    small, large = scales
    pages = {scale: counted[scale]["pages"] for scale in scales}
    same = [ratio(taken["twin"], taken["small"]), ratio(taken["twin"], taken["small"], of=p95)]
    return {
        "scales": scales,
        "pairs": len(taken["small"]),
        "aa_p50": same[0],
        "aa_p95": same[1],
        "void": is_void(*same),
        "times": {name: summary(durations) for name, durations in taken.items()},
        "growth_p95": ratio(taken["large"], taken["small"], of=p95),
        "growth_p50": ratio(taken["large"], taken["small"]),
        "over_bare_p50": ratio(taken["small"], taken["bare"]),
        "filtered_over_bare_p50": ratio(taken["departement=30"], taken["bare"]),
        "filters_p95": {name: ratio(taken[name], taken["large"], of=p95) for name in FILTERS},
        "deep_p95": ratio(taken["deep"], taken[ALONE], of=p95),
        "statements": {
            scale: sorted({page["statements"] for page in pages[scale].values()}) for scale in scales
        },
        "bytes": {
            "small": pages[small][LIST]["bytes"],
            "large": pages[large][LIST]["bytes"],
            "bare": bytes_bare,
        },
    }


def _lines(result: dict):
    small, large = result["scales"]
    filters = result["filters_p95"]
    worst = max(filters, key=lambda name: filters[name]["ratio"])
    for name, times in result["times"].items():
        yield f"{name:<16} p50 {times['p50_ms']:7.2f} ms   p95 {times['p95_ms']:7.2f} ms"
    yield f"A/A, deux serveurs identiques : p50 {said(result['aa_p50'])}, p95 {said(result['aa_p95'])}"
    if result["void"]:
        yield "RUN NUL : la machine distingue deux serveurs identiques. À refaire au calme."
    yield _goal(f"p95 à {large} / à {small}", result["growth_p95"], GOALS["growth"])
    yield _goal("p50 / gabarit nu", result["over_bare_p50"], GOALS["bare"])
    yield _goal("p50 / gabarit nu, liste filtrée", result["filtered_over_bare_p50"], GOALS["bare"])
    yield _goal(f"filtre le plus cher ({worst}) / liste, p95", filters[worst], GOALS["filter"])
    yield _goal("page profonde / première d’une colonne, p95", result["deep_p95"], GOALS["deep"])
    yield f"requêtes SQL par page : {result['statements']} (objectif ≤ {GOALS['statements']}, égal partout)"
    yield f"octets : {result['bytes']}"


def _goal(what: str, figures: dict, goal: float) -> str:
    verdict = "tenu" if figures["high"] <= goal else "manqué" if figures["low"] > goal else "non établi"
    return f"{what} : {said(figures)}, objectif ≤ {goal:.2f} : {verdict}"
