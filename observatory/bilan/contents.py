"""What a bilan says, section by section: as the centre wrote it, or by default from the plan.

`default_content` and `printed` are pure; `content_of` and `written` read the rows of an edition. All return
`observatory.content`. `earlier` reads the figures of the years they compare with.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import groupby, takewhile

from observatory import wording
from observatory.content import SAID, Item, SectionContent, level_of, number_of
from observatory.models import AnnualReport
from observatory.states import BlockKind, Mode

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
    """The bilan that nobody has written yet, from a plan (rubric, title) in order: its activities, then every figure.

    With `figures` (a figures document), rubrics outside the plan get a section too, and empty parts are left out; with
    None, everything that a year may contain is there.
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
    """Everything one section of the figures document contains: its key figures, then its tables."""
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


def content_of(report, figures: dict, listing: dict) -> tuple[SectionContent, ...]:
    """The content of an edition with these figures, as printed; the default content when it has no sections."""
    content = written(report)
    return printed(content, figures) if content else default_of(figures, listing)


def default_of(figures: dict, listing: dict) -> tuple[SectionContent, ...]:
    """The default content, from the plan as it was when the year was counted."""
    return default_content(
        [(section["rubric"], section["title"]) for section in listing["sections"]], figures
    )


def written(report) -> tuple[SectionContent, ...]:
    """The content of an edition, empty parts included: one statement, one row per block, and one for a section without
    any."""
    rows = report.sections.order_by("position", "blocks__position").values_list(
        "pk", "rubric", "title", "level", *(f"blocks__{name}" for name in SAID)
    )
    return tuple(
        SectionContent(rubric, title, level, tuple(Item(*row[4:]) for row in blocks if row[4]), pk)
        for (pk, rubric, title, level), blocks in groupby(rows, key=lambda row: row[:4])
    )


def fingerprint(report, content: Sequence[SectionContent] | None = None) -> str:
    """SHA-256 of everything an edition says in words (`content`: the result of `written`, if at hand). A document with
    another fingerprint is out of date."""
    content = written(report) if content is None else content
    sections = [asdict(section) for section in content]
    said = [report.changes, [{key: section[key] for key in section if key != "pk"} for section in sections]]
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def earlier(year: int, mode: str, items: Iterable[Item]) -> dict[int, dict]:
    """{year: figures document} of the years published before, in that mode; read only if one of the items compares
    years."""
    if not any(item.kind == BlockKind.YEARS for item in items):
        return {}
    document = "exact__document" if mode == Mode.EXACT else "figures_public"
    before = AnnualReport.objects.published().filter(year__lt=year, **{f"{document}__isnull": False})
    return dict(before.values_list("year", document))


def item_of(block) -> Item:
    """The item of one row of `written`."""
    return Item(*(getattr(block, name) for name in SAID))


# ── What is printed: nothing empty ──────────────────────────────────────────────────────────────


def printed(content: Sequence[SectionContent], figures: dict) -> tuple[SectionContent, ...]:
    """`content` without what is empty that year: texts nobody wrote, lists and tables of nothing.

    A numbered section stays even when empty: its number is the plan's. If nothing at all is under it, its list of
    activities stays, to say that there was none. A section without a number goes when nothing under it is left.
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


def bare(content: Sequence[SectionContent], figures: dict) -> tuple[SectionContent, ...]:
    """The numbered sections that would be printed with nothing but « aucune activité »."""
    told = [_without_nothing(section, figures) for section in content]
    return tuple(
        section
        for position, section in enumerate(content)
        if section.rubric and not _anything(told, position, numbers=True)
    )


def _without_nothing(section: SectionContent, figures: dict) -> SectionContent:
    return replace(section, items=tuple(item for item in section.items if has_something(item, figures)))


def _anything(told: Sequence[SectionContent], position: int, *, numbers: bool = False) -> bool:
    """Whether the section, or one under it, has an item (with `numbers`: whether one under it is numbered)."""
    here = told[position]
    if here.items:
        return True
    under = takewhile(lambda section: section.level > here.level, told[position + 1 :])
    return any(section.items or (numbers and section.rubric) for section in under)


def has_something(item: Item, figures: dict) -> bool:
    """Whether the item has anything to show with these figures. A withheld figure counts: the bilan says that it is
    withheld."""
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
    """Whether a section of the figures document has anything at `path`."""
    key, _, rest = path.partition(".")
    main = next((section.main for section in wording.SECTIONS if section.key == key), None)
    if main is None:
        return True
    return bool(figures[key][main]) and figures[key].get(rest) not in ({}, None)
