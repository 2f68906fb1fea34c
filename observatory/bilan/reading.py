"""An edition as a page shows it: its sections in order, with the contexts of their blocks."""

from collections import Counter
from collections.abc import Iterable, Sequence

from observatory.bilan.contents import content_of, earlier, item_of
from observatory.content import SectionContent, number_of
from observatory.drawings.actions import pictured
from observatory.drawings.blocks import numbered, shown
from observatory.models import AnnualReport, Comment, ReportSection
from observatory.small_numbers import small_numbers
from observatory.states import BlockKind, Mode

LONG = 8  # a list longer than that is closed on the page; documents print it whole


def read(report: AnnualReport, *, may_ask: bool) -> list[dict]:
    """[{"anchor", "number", "title", "level", "blocks", "pk"}] of an edition as published: public figures only.

    `pk` is the section's; None for an edition published before bilans had sections. `may_ask`: whether this reader's
    page may have missing drawings made.
    """
    content = content_of(report, report.figures_public, report.listing)
    before = earlier(report.year, Mode.PUBLIC, (item for section in content for item in section.items))
    sections = [_section(section, place, report, before) for place, section in enumerate(content, start=1)]
    pictured(
        numbered([block for section in sections for block in section["blocks"]]),
        mode=Mode.PUBLIC,
        may_ask=may_ask,
    )
    return sections


def few_in(content: Iterable[SectionContent], threshold: int) -> list[tuple[SectionContent, str]]:
    """[(section, « 3 femmes »)]: small numbers of people written in its texts, which no protection covers."""
    return [
        (section, said)
        for section in content
        for text in (
            section.title,
            *(text for one in section.items for text in (one.title, one.html, one.note)),
        )
        for said in small_numbers(text, threshold)
    ]


def _section(section: SectionContent, place: int, report: AnnualReport, before: dict) -> dict:
    return {
        "pk": section.pk,
        "anchor": f"section-{place}",
        "number": section.rubric,
        "title": section.title,
        "level": section.level,
        "blocks": [
            _folded(shown(item, report.figures_public, report.listing, before)) for item in section.items
        ],
    }


def _folded(block: dict) -> dict:
    """The block with "folded": the summary of its long list while collapsed, "" when it is short enough to stay
    open."""
    rows, words = [], ""
    if block["kind"] == BlockKind.ACTIVITIES and not block["absent"]:
        rows, words = block["section"]["rows"], "activités"
    elif block["kind"] == BlockKind.SOLICITATIONS:
        rows, words = block["rows"], "sollicitations"
    return block | {"folded": f"Voir les {len(rows)} {words}" if len(rows) > LONG else ""}


def previewed(section: ReportSection, names: dict[str, str]) -> list[dict]:
    """[{"row", "what", "block", "name"}] of a section being edited; "block" is None until the year is counted."""
    report, rows = section.report, list(section.blocks.select_related("edited_by"))
    blocks = [None] * len(rows)
    if report.figures_public is not None:
        before = earlier(report.year, Mode.PUBLIC, rows)
        blocks = [shown(item_of(row), report.figures_public, report.listing, before) for row in rows]
        pictured(blocks, mode=Mode.PUBLIC, may_ask=True)
    return [
        {
            "row": row,
            "what": f"{row.get_kind_display()}, bloc {place}",
            "name": name_of(row, names),
            "block": block,
        }
        for place, (row, block) in enumerate(zip(rows, blocks, strict=True), start=1)
    ]


def name_of(row, names: dict[str, str]) -> str:
    """What a block is, in the words of its authors."""
    if row.title:
        return row.title
    paths = row.options.get("figures", [])
    if paths:
        return f"{len(paths)} chiffre{'s' if len(paths) > 1 else ''}"
    return names.get(row.source, "")


def plan(content: Sequence[SectionContent], comments: Iterable[Comment]) -> list[dict]:
    """[{"pk", "rubric", "title", "level", "blocks", "to_write", "remarks"}]: number of blocks, of empty texts, of open
    comments."""
    remarks = Counter(comment.section_id for comment in comments)
    return [
        {
            "pk": section.pk,
            "rubric": section.rubric,
            "title": section.title,
            "level": section.level,
            "blocks": len(section.items),
            "to_write": sum(item.kind == BlockKind.TEXT and not item.html for item in section.items),
            "remarks": remarks[section.pk],
        }
        for section in content
    ]


def outside(report: AnnualReport, content: Sequence[SectionContent]) -> list[str]:
    """Rubrics with activities in the year that no section of the edition lists: « 7.4 Exil, 3 activités »."""
    if report.listing is None:
        return []
    listed = {
        item.source.removeprefix("actions.")
        for section in content
        for item in section.items
        if item.kind == BlockKind.ACTIVITIES
    }
    return [
        f"{number_of(section['rubric'])} {section['title']}".strip()
        for section in report.listing["sections"]
        if section["activities"] and section["rubric"] not in listed
    ]
