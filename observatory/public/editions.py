"""The editions that anybody may read: published, in their protected form. Nothing here reads an exact figure."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform

from observatory.access import published_documents
from observatory.content import Item
from observatory.drawings import actions as drawings
from observatory.drawings.blocks import numbered, shown
from observatory.models import AnnualReport, ReportFile
from observatory.states import Mode

HEAVY = ("audit", "preferred")


def editions() -> QuerySet[AnnualReport]:
    """The published edition of each year, the latest first."""
    return AnnualReport.objects.published().defer(*HEAVY).order_by("-year")


def years() -> list[int]:
    return list(editions().values_list("year", flat=True))


def parts(sections: Iterable[str]) -> dict[int, dict]:
    """{year: the public document with these sections alone}, of every published year, in one statement."""
    keys = list(sections)
    rows = AnnualReport.objects.published().values_list(
        "year", *(KeyTransform(key, "figures_public") for key in keys)
    )
    return {
        year: {"annee": year, "mode": str(Mode.PUBLIC)} | dict(zip(keys, values, strict=True))
        for year, *values in rows
    }


def blocks(wanted: Iterable[tuple[Item, AnnualReport]], earlier: dict[int, dict]) -> list[dict]:
    """The contexts of the items, with the drawings already made; without one, its table says the same."""
    found = [shown(item, report.figures_public, report.listing, earlier) for item, report in wanted]
    return numbered(drawings.pictured(found, mode=Mode.PUBLIC, may_ask=False))


def files() -> QuerySet[ReportFile]:
    """The other forms of the published documents."""
    found = ReportFile.objects.filter(render__in=published_documents())
    return found.select_related("render__report").order_by("format")


def by_year() -> list[dict]:
    """[{"report", "pdf", "files"}] of every published year, the latest first."""
    found: dict[int, dict] = {}
    for render in published_documents().defer(
        *(f"report__{name}" for name in (*HEAVY, "figures_public", "listing"))
    ):
        found[render.report_id] = {"report": render.report, "pdf": render, "files": []}
    for file in files().defer(*(f"render__report__{name}" for name in (*HEAVY, "figures_public", "listing"))):
        found[file.render.report_id]["files"].append(file)
    return sorted(found.values(), key=lambda one: -one["report"].year)
