"""Bilans being written, in the tests."""

from datetime import date

from django.utils import timezone

from centre.context import acting_as
from networks.models import Activity
from observatory import actions, rendering
from observatory.models import AnnualReport, PlannedSection

AT = timezone.make_aware(timezone.datetime(2026, 3, 2, 14, 5))


def small_year(year: int = 2021) -> None:
    """Two sections of the plan, a meeting held in the first; safe to call for several years."""
    PlannedSection.objects.get_or_create(rubric="1", defaults={"title": "Coordination", "position": 1})
    PlannedSection.objects.get_or_create(rubric="2", defaults={"title": "Comité de pilotage", "position": 2})
    day = date(year, 3, 1)
    Activity.objects.create(
        reference=f"R{year}",
        starts_on=day,
        ends_on=day,
        type="reunion",
        title="Réunion",
        rubric="1",
        state="tenue",
        professionals=4,
    )


def started(by, year: int = 2021, **how) -> AnnualReport:
    with acting_as(by):
        return actions.start_report(year=year, by=by, at=AT, **how)


def made(by, year: int = 2021, **how) -> AnnualReport:
    report = started(by, year, **how)
    rendering.make_documents(report.pk)
    return again(report, by)


def again(report: AnnualReport, by) -> AnnualReport:
    """As it is now."""
    with acting_as(by):
        return AnnualReport.objects.get(pk=report.pk)


def published(by, year: int = 2021, **how) -> AnnualReport:
    report = made(by, year, **how)
    with acting_as(by):
        actions.publish_report(report, by=by, at=AT)
    return again(report, by)
