"""The context of the PDF and of the web page of a bilan, from `report.Printed` alone. Its charts are drawn here."""

from dataclasses import replace

from observatory.bilan.contents import default_of
from observatory.drawings import blocks
from observatory.drawings.drawing_process import attempt
from observatory.layout import glance, typeset, untold
from observatory.release.notice import Notice
from observatory.release.tables import Table, tables
from observatory.states import BlockKind

ANNEX = ("activites", "croisement")  # the tables that close every bilan: names that start so


def context(printed) -> dict:
    figures, listing = printed.figures, printed.listing
    notice = Notice.of(figures, listing, edition=printed.edition, changes=typeset(printed.changes))
    sections = _sections(printed)
    return {
        "year": str(figures["annee"]),
        "edition": printed.edition,
        "notice": notice,
        "centre_name": typeset(listing["centre"]),
        "public": notice.is_public,
        "glance": glance(figures),
        "untold": untold(figures),
        "sections": sections,
        "annex": _annex(figures, listing),
    }


def _annex(figures: dict, listing: dict) -> list[Table]:
    """Without rows of zeros, nor tables of such rows; what is withheld stays in its place."""
    every = [
        replace(table, rows=tuple(row for row in table.rows if any(row[table.words :])))
        for table in tables(figures, listing)
        if table.name.startswith(ANNEX)
    ]
    return [table for table in every if table.rows]


def _sections(printed) -> list[dict]:
    content = printed.content or default_of(printed.figures, printed.listing)
    shown = [
        [
            blocks.shown(item, printed.figures, printed.listing, printed.earlier)
            for item in section.items
            if item.kind != BlockKind.YEARS or printed.earlier  # one year alone compares nothing
        ]
        for section in content
    ]
    every = blocks.numbered([block for some in shown for block in some])
    for block in filter(lambda block: block["spec"], every):
        block["svg"] = attempt(block["spec"])
    return [
        {
            "anchor": f"s{rank}",
            "number": section.rubric,
            "title": typeset(section.title),
            "level": section.level,
            "blocks": some,
        }
        for rank, (section, some) in enumerate(zip(content, shown, strict=True), start=1)
    ]
