"""What a bilan says, section by section: as the centre wrote it, or as the plan alone makes it.

`default_content` and `printed` are pure; `content_of` reads the rows of an edition. All give `observatory.content`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import takewhile

from observatory import wording
from observatory.content import Item, SectionContent, level_of, number_of
from observatory.states import BlockKind

FIGURES_TITLE = "Les chiffres de l’année"

# How a default bilan shows a breakdown; the others are tables, and what is drawn has its table beside.
SHOWN_AS = {
    "sollicitations.par_mois": BlockKind.CHART,
    "appels.par_semaine": BlockKind.CHART,
    "personnes.par_tranche_age": BlockKind.CHART,
    "personnes.par_departement": BlockKind.MAP,
}
FOLLOWED = {"personnes": "file_active"}  # from one year to the next


def default_content(plan: Iterable[tuple[str, str]], figures: dict | None) -> tuple[SectionContent, ...]:
    """The bilan of a plan, (rubric, title) in order, that nobody wrote yet: its activities, then every figure.

    With `figures` (a figures document), rubrics met outside the plan get their section, and what has nothing to tell
    is left out; with None, all that a year may tell is there.
    """
    planned = list(plan)
    sections = [_activities(rubric, title) for rubric, title in planned]
    if figures is not None:
        known = {rubric for rubric, _ in planned} | {"total"}
        outside = [
            rubric
            for rubric, counts in figures["actions"].items()
            if rubric not in known and counts["lignes"]
        ]
        sections += [_activities(rubric, wording.outside_plan(rubric)) for rubric in outside]
    content = (*sections, SectionContent("", FIGURES_TITLE, 2), *map(figures_of, wording.SECTIONS))
    return content if figures is None else printed(content, figures)


def _activities(rubric: str, title: str) -> SectionContent:
    number = number_of(rubric)
    return SectionContent(number, title, level_of(number), (Item(BlockKind.ACTIVITIES, source=rubric),))


def figures_of(section: wording.Section) -> SectionContent:
    """All that one section of the figures document tells: its key figures, then its tables."""
    key = Item(
        BlockKind.FIGURES,
        note=section.lead,
        options={"figures": [f"{section.key}.{figure.key}" for figure in section.figures]},
    )
    listed = [Item(BlockKind.SOLICITATIONS)] if section.key == "sollicitations" else []
    followed = [f"{section.key}.{FOLLOWED[section.key]}"] if section.key in FOLLOWED else []
    years = [Item(BlockKind.YEARS, source=path) for path in followed]
    paths = [f"{section.key}.{table.key}" for table in section.breakdowns]
    tables = [Item(SHOWN_AS.get(path, BlockKind.TABLE), source=path) for path in paths]
    return SectionContent("", section.title, 3, (key, *listed, *tables, *years))


def content_of(report) -> tuple[SectionContent, ...]:
    """What an edition says, as it is printed. Empty when nobody gave it sections (then: `default_content`)."""
    content = written(report)
    return content if report.figures_public is None else printed(content, report.figures_public)


def written(report) -> tuple[SectionContent, ...]:
    """What an edition says, empty parts included."""
    sections = report.sections.prefetch_related("blocks").order_by("position")
    return tuple(
        SectionContent(
            section.rubric,
            section.title,
            section.level,
            tuple(item_of(block) for block in section.blocks.all()),
        )
        for section in sections
    )


def fingerprint(report) -> str:
    """SHA-256 of all that an edition says in words: documents made from another one are old."""
    said = [report.changes, [asdict(section) for section in written(report)]]
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def item_of(block) -> Item:
    """What a row of it says."""
    return Item(
        kind=block.kind,
        html=block.html,
        source=block.source,
        title=block.title,
        note=block.note,
        options=block.options,
    )


# ── What is printed: nothing empty ──────────────────────────────────────────────────────────────


def printed(content: Sequence[SectionContent], figures: dict) -> tuple[SectionContent, ...]:
    """`content` without what has nothing to say that year: texts nobody wrote, lists and tables of nothing.

    A numbered section stays, empty or not: its number is the plan's. If it has nothing at all under it, its list of
    activities stays too, to say that there was none. One without a number goes when nothing under it is left.
    """
    told = [_without_nothing(section, figures) for section in content]
    kept = []
    for position, section in enumerate(told):
        if section.rubric and not _anything(told, position, numbers=True):
            lists = tuple(item for item in content[position].items if item.kind == BlockKind.ACTIVITIES)
            kept.append(replace(section, items=lists[:1]))
        elif section.rubric or _anything(told, position):
            kept.append(section)
    return tuple(kept)


def _without_nothing(section: SectionContent, figures: dict) -> SectionContent:
    return replace(section, items=tuple(item for item in section.items if has_something(item, figures)))


def _anything(told: Sequence[SectionContent], position: int, *, numbers: bool = False) -> bool:
    """Does the section, or one of those under it, hold an item (or, with `numbers`, is there one under it)?"""
    here = told[position]
    if here.items:
        return True
    under = takewhile(lambda section: section.level > here.level, told[position + 1 :])
    return any(section.items or (numbers and section.rubric) for section in under)


def has_something(item: Item, figures: dict) -> bool:
    """Has the item anything to show from these figures? A withheld figure is something: it is said withheld."""
    if item.kind == BlockKind.TEXT:
        return bool(item.html)
    if item.kind == BlockKind.ACTIVITIES:
        rubric = item.source.removeprefix("actions.")
        return bool(figures["actions"].get(rubric, {"lignes": 0})["lignes"])
    if item.kind == BlockKind.SOLICITATIONS:
        return bool(figures["sollicitations"]["total"])
    paths = item.options.get("figures", []) if item.kind == BlockKind.FIGURES else [item.source]
    return any(_told(path, figures) for path in paths)


def _told(path: str, figures: dict) -> bool:
    """Is there anything at `path`, in a section of the figures document that has something to tell?"""
    key, _, rest = path.partition(".")
    main = next((section.main for section in wording.SECTIONS if section.key == key), None)
    if main is None:
        return True
    return bool(figures[key][main]) and figures[key].get(rest) not in ({}, None)
