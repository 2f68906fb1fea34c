"""How an edition begins: from last year's plan, from the default plan, or from the published edition it corrects."""

from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.utils.dateparse import parse_datetime

from centre.context import acting_as_system
from centre.models import ClosedYear, User
from observatory.bilan.contents import default_content, written
from observatory.content import SAID, Item, SectionContent
from observatory.models import (
    AnnualReport,
    Block,
    ExactFigures,
    PlannedSection,
    ReportRender,
    ReportSection,
    SentFigures,
)
from observatory.states import BlockKind, Mode

FIRST_WORDS = Item(BlockKind.TEXT)  # where somebody will write


def hold_year(year: int) -> None:
    """Serialise what concerns a year until the end of the transaction: there may be no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('observatory.bilan'), %s)", [year])


def last_before(year: int) -> AnnualReport | None:
    """The latest edition of an earlier year that has sections."""
    reports = AnnualReport.objects.filter(year__lt=year, sections__isnull=False)
    return reports.recent_first().first()


def new_edition(
    year: int, *, by: User, at: datetime, changes: str = "", same_figures_as: AnnualReport | None = None
) -> AnnualReport:
    """The row of a new edition, and its documents to make.

    Unless it keeps the figures of the previous edition, its year opens again: what it counts may be corrected until
    the new edition is published.
    """
    last = (
        AnnualReport.objects.filter(year=year).order_by("-edition").values_list("edition", flat=True).first()
    )
    report = AnnualReport.objects.create(
        year=year, edition=(last or 0) + 1, changes=changes, requested_by=by, requested_at=at
    )
    if same_figures_as:
        copy_figures(report, same_figures_as)
    else:
        ClosedYear.objects.filter(year=year).delete()
    for mode in Mode:
        ReportRender.objects.create(report=report, mode=mode)
    return report


def copy_figures(report: AnnualReport, before: AnnualReport) -> None:
    """Copy the figures, the listing, the protection report and the attacker's verdict of the previous edition."""
    report.same_figures_as = before
    for name in ("figures_public", "listing", "audit", "audited_at"):
        setattr(report, name, getattr(before, name))
    exact = ExactFigures.objects.filter(report=before).first()
    report.preferred = ((exact and exact.protection) or {}).get("preferred", [])
    with acting_as_system():  # its own to write: here they are those of the edition before
        report.save()
        if exact:
            kept = {"document": exact.document, "protection": exact.protection}
            ExactFigures.objects.update_or_create(report=report, defaults=kept)


def keep_sent(report: AnnualReport, *, at: datetime) -> None:
    """What leaves with a draft that is sent: later figures of the year will meet it."""
    last = report.sent_figures.last()
    if last and last.figures == report.figures_public:
        return
    exact = ExactFigures.objects.filter(report=report).first()
    kept = {"listing": report.listing, "audit": report.audit, "audited_at": report.audited_at}
    kept |= {"exact": exact and exact.document, "protection": exact and exact.protection}
    with acting_as_system():  # nobody types a figure
        SentFigures.objects.create(report=report, figures=report.figures_public, kept=kept, sent_at=at)


def bring_back(report: AnnualReport, sent: SentFigures) -> None:
    """The figures that were sent, with all that goes with them."""
    kept = sent.kept
    report.figures_public, report.listing, report.audit = sent.figures, kept["listing"], kept["audit"]
    report.audited_at = kept["audited_at"] and parse_datetime(kept["audited_at"])
    report.preferred = (kept["protection"] or {}).get("preferred", [])
    with acting_as_system():  # its own to write
        report.save()
        if kept["exact"]:
            exact = {"document": kept["exact"], "protection": kept["protection"]}
            ExactFigures.objects.update_or_create(report=report, defaults=exact)


# ── Sections ────────────────────────────────────────────────────────────────────────────────────


def begin(report: AnnualReport, model: AnnualReport | None, *, texts: bool, by: User, at: datetime) -> None:
    """Create its sections: copied from `model`, or the default ones."""
    plan = list(PlannedSection.objects.values_list("rubric", "title"))
    content = _copied(model, texts=texts) if model else _default(plan)
    if not content:  # an edition published before bilans had sections
        content = _default(plan)
    write(report, content, by=by, at=at)


def _copied(model: AnnualReport, *, texts: bool) -> list[SectionContent]:
    """The content of another edition, empty blocks included; without its texts, their blocks stay, empty."""
    if texts:
        return list(written(model))
    return [
        replace(section, items=tuple(replace(item, html="") for item in section.items))
        for section in written(model)
    ]


def _default(plan: list[tuple[str, str]]) -> list[SectionContent]:
    """The default content, with an empty text in each section for the centre to write."""
    planned = len(plan)
    content = list(default_content(plan, None))
    return [
        replace(section, items=(FIRST_WORDS, *section.items)) if place < planned else section
        for place, section in enumerate(content)
    ]


def write(report: AnnualReport, content, *, by: User, at: datetime) -> None:
    """Insert the rows of a content, in order, in a draft that has none yet."""
    sections = [
        ReportSection(
            report=report,
            rubric=section.rubric,
            title=section.title,
            level=section.level,
            position=position,
            edited_by=by,
            edited_at=at,
        )
        for position, section in enumerate(content, start=1)
    ]
    ReportSection.objects.bulk_create(sections)
    Block.objects.bulk_create(
        Block(
            section=row,
            position=position,
            **{name: getattr(item, name) for name in SAID},
            edited_by=by,
            edited_at=at,
        )
        for row, section in zip(sections, content, strict=True)
        for position, item in enumerate(section.items, start=1)
    )
