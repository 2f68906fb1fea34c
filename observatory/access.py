"""Who sees which bilan: the coordination sees every edition, others the published ones in their protected form."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from observatory.models import AnnualReport, ReportRender
from observatory.states import FileFormat, Mode, RenderState, ReportState


def figures_in(prefix: str = "") -> list[str]:
    """Names of the heavy columns of an edition, reached by `prefix`, to be deferred by queries that do not need
    them."""
    return [f"{prefix}{name}" for name in ("figures_public", "listing", "audit")]


def visible_reports(user) -> QuerySet[AnnualReport]:
    """Editions that `user` may see listed, the latest first."""
    reports = AnnualReport.objects.recent_first().defer(*figures_in())
    if user.may("reports"):
        return reports
    return reports.published() if user.may("published_reports") else reports.none()


def downloadable(user) -> QuerySet[ReportRender]:
    """Documents that `user` may take away."""
    ready = ReportRender.objects.filter(state=RenderState.READY).select_related("report")
    if user.may("reports"):
        return ready
    return published_documents() if user.may("published_reports") else ready.none()


def published_documents() -> QuerySet[ReportRender]:
    """The documents that anybody may take away."""
    return ReportRender.objects.filter(
        mode=Mode.PUBLIC, state=RenderState.READY, report__state=ReportState.PUBLISHED
    ).select_related("report")


def with_formats(reports: QuerySet[AnnualReport]) -> QuerySet[AnnualReport]:
    """Annotates `formats`: those of the files beside the public PDF; [None] when the PDF is alone, [] while it is
    being made."""
    ready = ReportRender.objects.filter(report=OuterRef("pk"), mode=Mode.PUBLIC, state=RenderState.READY)
    return reports.annotate(formats=ArraySubquery(ready.order_by("files__format").values("files__format")))


def files_of(report: AnnualReport) -> list[tuple[str, str]]:
    """(name, URL) of each file of its public form, the PDF first. `report`: annotated by `with_formats`."""
    where = [report.pk, Mode.PUBLIC]
    pdf = [("Bilan (PDF)", reverse("observatory:download_report", args=where))] if report.formats else []
    return pdf + [
        (FileFormat(form).label, reverse("observatory:download_file", args=[*where, form]))
        for form in report.formats
        if form
    ]


def next_year(today: date) -> int:
    """The year whose bilan is to be begun: last year, or this year when last year's has been begun."""
    last = today.year - 1
    return today.year if AnnualReport.objects.filter(year=last).exists() else last
