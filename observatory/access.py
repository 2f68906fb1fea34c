"""Who sees which bilan: the coordination sees all of them, the others what is published, in its protected form."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from observatory.models import AnnualReport, ReportFile, ReportRender
from observatory.states import Mode, RenderState, ReportState


def visible_reports(user) -> QuerySet[AnnualReport]:
    """Editions that `user` may see listed, the latest first."""
    reports = AnnualReport.objects.recent_first().defer("figures_public", "listing", "audit")
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


def files_of(report: AnnualReport) -> list[tuple[str, str]]:
    """(name, address) of the files of its public form, the PDF first."""
    render = report.renders.filter(mode=Mode.PUBLIC, state=RenderState.READY).first()
    if render is None:
        return []
    pdf = ("Bilan (PDF)", reverse("observatory:download_report", args=[report.pk, Mode.PUBLIC]))
    others = ReportFile.objects.filter(render=render).order_by("format")
    return [pdf] + [
        (
            one.get_format_display(),
            reverse("observatory:download_file", args=[report.pk, Mode.PUBLIC, one.format]),
        )
        for one in others
    ]


def next_year(today: date) -> int:
    """The year whose bilan is to be begun: the last one, or this one when the last has its bilan."""
    last = today.year - 1
    return today.year if AnnualReport.objects.filter(year=last).exists() else last
