"""Memory of a web worker that has served the ordinary pages, beside a bare Django under the same gunicorn.

In each round both start anew, two of each: the year's bilan is written and its PDF made beforehand, by `seed_demo` in
another process. `python -m benchmarks.worker` says, as JSON, which pages of that portal are asked for, and as whom.
"""

import json
import os
import sys
from pathlib import Path

from benchmarks.databases import Databases, python
from benchmarks.interleaved import is_void, measure, ratio, said
from benchmarks.servers import Browser, started

GOAL, MOST, TIMES = 1.6, 10, 3  # rounds; how often each page is asked for
KINDS = {"rss": {"Rss"}, "pss": {"Pss"}, "uss": {"Private_Clean", "Private_Dirty"}}  # of /proc, added up
BARE_PAGE, LOGIN = "/orientations/", "/comptes/login/"
BARE = {"DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings", "BENCH_BYTES": "63000"}


def run(databases: Databases, _scales: tuple[int, int], pairs: int) -> dict:
    env = databases.demonstration()
    asked = json.loads(python(env, "-W", "ignore", "-m", "benchmarks.worker"))
    bare = os.environ | BARE
    ways = {
        "portal": lambda: _weighed("centre.wsgi:application", env, asked),
        "portal_twin": lambda: _weighed("centre.wsgi:application", env, asked),
        "bare": lambda: _weighed("benchmarks.bare.wsgi:application", bare, {"": [BARE_PAGE]}),
        "bare_twin": lambda: _weighed("benchmarks.bare.wsgi:application", bare, {"": [BARE_PAGE]}),
        "portal_login": lambda: _weighed("centre.wsgi:application", env, {"": [LOGIN]}),
    }
    taken = measure(ways, min(pairs, MOST), 0)
    result = _figures(taken) | {"pages": sum(len(paths) for paths in asked.values())}
    for line in _lines(result):
        print(line, flush=True)
    return result


def _weighed(application: str, env: dict[str, str], asked: dict[str, list[str]]) -> dict[str, float]:
    """Megabytes of a worker once it has answered these pages, by cookie."""
    with started(application, env) as server:
        for cookie, paths in asked.items():
            browser = Browser(server.port, "", cookie)
            for path in paths * TIMES:
                browser.beside(path).get()
        (worker,) = server.workers()
        lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return {kind: sum(sizes[name] for name in names) / 1024 for kind, names in KINDS.items()}


def _figures(taken: dict[str, list[dict[str, float]]]) -> dict:
    def of(name: str, kind: str) -> list[float]:
        return [one[kind] for one in taken[name]]

    same = [ratio(of(f"{name}_twin", "rss"), of(name, "rss")) for name in ("portal", "bare")]
    return {
        "rounds": len(taken["portal"]),
        "mb": {
            name: {kind: round(sorted(of(name, kind))[len(taken[name]) // 2], 1) for kind in KINDS}
            for name in ("bare", "portal_login", "portal")
        },
        "aa_portal": same[0],
        "aa_bare": same[1],
        "void": is_void(*same),
        "over_bare": {kind: ratio(of("portal", kind), of("bare", kind)) for kind in KINDS},
        "goal": GOAL,
    }


def _lines(result: dict):
    for name, sizes in result["mb"].items():
        listed = ", ".join(f"{kind} {size} Mo" for kind, size in sizes.items())
        yield f"{name:<16} {listed}"
    yield f"A/A : portail {said(result['aa_portal'])}, Django nu {said(result['aa_bare'])}"
    if result["void"]:
        yield "RUN NUL : deux serveurs identiques n’ont pas la même taille."
    over = result["over_bare"]
    verdict = (
        "tenu" if over["rss"]["high"] <= GOAL else "manqué" if over["rss"]["low"] > GOAL else "non établi"
    )
    yield f"portail / Django nu, RSS : {said(over['rss'])}, objectif ≤ {GOAL} : {verdict}"
    yield f"… PSS : {said(over['pss'])} ; USS : {said(over['uss'])} ; {result['pages']} pages"


# ── The pages ───────────────────────────────────────────────────────────────────────────────────


def _pages() -> dict[str, list[str]]:
    """Paths by cookie: a coordinator's, then a therapist's."""
    from django.urls import reverse

    from benchmarks.probe import cookie_of, logged_in
    from centre.context import acting_as_system
    from observatory.models import AnnualReport, ReportRender
    from referrals.models import Care, Referral

    with acting_as_system():
        referral = Referral.objects.order_by("reference").last()
        care = Care.objects.filter(state="active", therapist__user__email="therapeute@demo.example").first()
        report = AnnualReport.objects.filter(state="publie").first()
        made = ReportRender.objects.filter(report=report, mode="public").exclude(path="").exists()
    if not (referral and care and report and made):
        raise SystemExit("la démonstration n’a pas ce qu’il faut")
    pages = (
        "home",
        "referrals:board",
        "networks:directory",
        "observatory:reports",
        "observatory:public_observatory",
    )
    hers = [reverse(name) for name in pages]
    hers += [
        reverse("referrals:file", args=[referral.pk]),
        reverse("observatory:read_report", args=[report.pk]),
    ]
    hers.append(reverse("observatory:download_report", args=[report.pk, "public"]))
    session = reverse("referrals:log_session", args=[care.pk])
    return {
        cookie_of(logged_in("coordination@demo.example")): hers,
        cookie_of(logged_in("therapeute@demo.example")): [reverse("home"), session],
    }


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(_pages(), sys.stdout)
