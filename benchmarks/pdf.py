"""A bilan of sixty pages: our whole path against bare WeasyPrint on the very same HTML. Processor time, and memory.

In this process, on an invented year in memory: what the database gives is not part of it. `python -m benchmarks.pdf
ours|bare` makes the document once and says how much memory it took.
"""

import os
import resource
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

from benchmarks import portal
from benchmarks.interleaved import is_void, measure, ratio, said

CHAPTERS, SECTIONS, ROWS = 5, 5, 24  # sections a chapter, activities a section
GOAL, MOST = 1.05, 10
YEAR = 2024
KINDS = ("reunion", "coordination", "groupe_travail", "formation")


def run(_databases, _scales: tuple[int, int], pairs: int) -> dict:
    portal.load()
    html = page()
    pages = _count_pages(html)
    taken = measure(
        {
            "ours": lambda: _cpu(ours),
            "bare": lambda: _cpu(lambda: bare(html)),
            "twin": lambda: _cpu(lambda: bare(html)),
            "files": lambda: _cpu(files),
        },
        min(pairs, MOST),
        0,  # making the page loaded everything
    )
    same, against = ratio(taken["twin"], taken["bare"]), ratio(taken["ours"], taken["bare"])
    memory = {name: _memory(name) for name in ("ours", "bare")}
    found = {
        "pages": pages,
        "cpu_s": {name: round(sorted(some)[len(some) // 2], 2) for name, some in taken.items()},
        "aa": same,
        "ours_over_bare": against,
        "files_over_bare": ratio(taken["files"], taken["bare"]),
        "peak_mb": memory,
        "goal": GOAL,
        "void": is_void(same),
    }
    print(
        f"{pages} pages : {found['cpu_s']['ours']} s de processeur contre {found['cpu_s']['bare']} s,"
        f" rapport {said(against)}, A/A {said(same)} ; mémoire {memory['ours']} Mo contre {memory['bare']} Mo ;"
        f" page web et tableaux {found['cpu_s']['files']} s",
        flush=True,
    )
    return found


def ours() -> bytes:
    from observatory import report

    return report.render(printed())


def page() -> str:
    from django.template.loader import render_to_string

    return render_to_string("documents/report.html", printed().pages)


def bare(html: str) -> bytes:
    """WeasyPrint as its manual shows it, with the same sheet and the same kind of PDF."""
    made, options = _for_weasyprint(html)
    return made.write_pdf(**options)


def _count_pages(html: str) -> int:
    made, options = _for_weasyprint(html)
    return len(made.render(**options).pages)


def _for_weasyprint(html: str):
    import weasyprint

    from centre import document

    fetcher, fonts = document._static_only(weasyprint), document._fonts()
    sheet = weasyprint.CSS(url="static:css/document.css", url_fetcher=fetcher, font_config=fonts)
    made = weasyprint.HTML(string=html, base_url="static:documents/", url_fetcher=fetcher)
    return made, {"stylesheets": [sheet], "font_config": fonts, "pdf_variant": "pdf/ua-1"}


def files() -> dict:
    from observatory.release import files

    return files.make(printed())


# ── An invented year ────────────────────────────────────────────────────────────────────────────


def printed():
    """Not laid out yet; its figures and its words are there, as the database would give them."""
    from observatory.report import Printed

    return Printed(**_invented())


@cache
def _invented() -> dict:
    listing = {"centre": "Centre de ressources", "sections": _sections(), "solicitations": []}
    return {"figures": _figures(listing), "listing": listing, "content": _content(listing)}


def _sections() -> list[dict]:
    plan = [(f"{chapter}", []) for chapter in range(1, CHAPTERS + 1)]
    plan += [(f"{chapter}.{part}", range(ROWS)) for chapter, _ in plan for part in range(1, SECTIONS + 1)]
    plan.sort(key=lambda one: [int(part) for part in one[0].split(".")])
    return [
        {
            "rubric": rubric,
            "title": f"Le travail de la rubrique {rubric} avec ses partenaires",
            "planned": True,
            "activities": [_activity(rubric, rank) for rank in ranks],
        }
        for rubric, ranks in plan
    ]


def _activity(rubric: str, rank: int) -> dict:
    day = f"{YEAR}-{rank % 12 + 1:02}-{rank % 28 + 1:02}"
    state = ("annulee", "reportee")[rank % 2] if rank % 9 == 0 else "tenue"
    held = state == "tenue"
    return {
        "rubric": rubric,
        "starts_on": day,
        "ends_on": day,
        "postponed_date": None,
        "title": f"Rencontre numéro {rank + 1} des professionnels du territoire",
        "type": KINDS[rank % len(KINDS)],
        "modality": ("presentiel", "visio", "")[rank % 3],
        "state": state,
        "host": "Maison des associations" if rank % 4 == 0 else "",
        "professionals": rank + 2 if held else None,
        "users": rank % 5 if held and rank % 3 else None,
        "participants": None,
        "excused": rank % 4 if held else None,
    }


def _figures(listing: dict) -> dict:
    """Every section of the figures document: people and calls invented, the activities counted from their list."""
    from observatory import tally, wording

    rows = [row for section in listing["sections"] for row in section["activities"]]
    figures = {section.key: {one.key: 0 for one in section.figures} for section in wording.SECTIONS}
    for section in wording.SECTIONS:
        figures[section.key] |= {one.key: {} for one in section.breakdowns}
    bands = ("0-17", "18-24", "25-34", "35-44", "45-59", "60+")
    figures["personnes"] |= {
        "file_active": 1260,
        "nouvelles": 640,
        "par_sexe": {"F": 610, "M": 650},
        "par_tranche_age": {band: 210 for band in bands},
        "par_departement": {
            code: 90 for code in ("09", "11", "12", "30", "31", "32", "34", "46", "48", "65")
        },
    }
    figures["appels"] |= {"total": 640, "par_semaine": {f"{YEAR}-{n:02}-01": 20 + n for n in range(1, 13)}}
    actions = tally.actions(rows, [section["rubric"] for section in listing["sections"]])
    return {"annee": YEAR, "mode": "public", "seuil": 11, "actions": actions, "croisements": {}, **figures}


def _content(listing: dict) -> tuple:
    """The default bilan, and under each chapter what the centre wrote."""
    from dataclasses import replace

    from observatory.bilan.contents import default_content
    from observatory.content import Item

    plan = [(section["rubric"], section["title"]) for section in listing["sections"]]
    words = (
        "<p>"
        + "Cette année, les équipes ont accueilli, orienté et formé, dans tout le territoire. " * 40
        + "</p>"
    )
    written = (Item("texte", html=words),)
    return tuple(
        replace(section, items=(*written, *section.items)) if section.rubric else section
        for section in default_content(plan, _figures(listing))
    )


# ── Measures ────────────────────────────────────────────────────────────────────────────────────


def _cpu(work) -> float:
    """Seconds of processor, the drawing process included: what others do on the machine counts little."""
    started = time.process_time() + _children()
    work()
    return time.process_time() + _children() - started


def _children() -> float:
    """Seconds of processor of the processes that this one keeps, to a hundredth."""
    found = [pid for one in Path("/proc/self/task").glob("*/children") for pid in one.read_text().split()]
    times = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in found]
    return sum(int(part) for some in times for part in some) / os.sysconf("SC_CLK_TCK")


def _memory(name: str) -> int:
    """Peak of a process of its own, in MB."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.pdf", name], check=True, capture_output=True, text=True
    )
    return int(said.stdout.split()[-1])


if __name__ == "__main__":
    portal.load()
    if sys.argv[1] == "ours":
        ours()
    else:
        bare(page())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
