"""Who writes a bilan, who reads it, who comments on it. Row-level security enforces the same."""

from django.db.models import Q, QuerySet

from observatory.access import figures_in, with_formats
from observatory.models import AnnualReport, Block, Comment, ReportSection
from observatory.states import ReportState


def written_sections(user) -> QuerySet[ReportSection]:
    """Sections that `user` may edit if the edition is a draft."""
    sections = ReportSection.objects.select_related("report", "edited_by")
    return sections if user.may("reports") else sections.none()


def written_blocks(user) -> QuerySet[Block]:
    blocks = Block.objects.select_related("section__report", "edited_by")
    return blocks if user.may("reports") else blocks.none()


def readable(user) -> QuerySet[AnnualReport]:
    """Editions that `user` may read as a page: those that have figures."""
    counted = with_formats(AnnualReport.objects.exclude(figures_public=None))
    if user.may("reports"):
        return counted
    return counted.published() if user.may("published_reports") else counted.none()


def editions_of(report: AnnualReport) -> QuerySet[AnnualReport]:
    """The published editions of the same year, if there are several."""
    alone = report.edition == 1 and report.state != ReportState.REPLACED
    frozen = AnnualReport.objects.frozen().filter(year=report.year).defer(*figures_in())
    return frozen.none() if alone else frozen.order_by("edition")


def published_sections(user) -> QuerySet[ReportSection]:
    """Sections that a funder may ask to correct."""
    sections = ReportSection.objects.filter(report__state=ReportState.PUBLISHED)
    sections = sections.select_related("report").defer(*figures_in("report__"))
    return sections if user.may("funded") else sections.none()


def comments(user) -> QuerySet[Comment]:
    """Every comment for the team; their own for readers."""
    every = Comment.objects.select_related("section__report", "author", "settled_by")
    every = every.defer(*figures_in("section__report__"))
    return every if user.may("reports") else every.filter(author=user)


def open_comments(user) -> QuerySet[Comment]:
    return comments(user).filter(settled_at=None)


def of_year(report: AnnualReport) -> Q:
    """Comments on this edition and on earlier ones of the year, which a correction answers."""
    return Q(section__report__year=report.year, section__report__edition__lte=report.edition)
