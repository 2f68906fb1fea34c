"""What is told of a funding: published figures and what was noted by hand, protected, ready for JSON."""

from datetime import datetime

from django.db.models import Q

from centre.context_processors import centre_settings
from networks import activity as networks_activity
from observatory.models import AnnualReport, PlannedSection
from observatory.projects import catalogue, known, length, period, share
from observatory.projects import indicators as lines
from observatory.projects.models import Funding, FundingSheet, Indicator
from observatory.states import Counted, IndicatorUnit, ReportState
from referrals import activity as referrals_activity


def of(funding: Funding, *, at: datetime, live: bool = False) -> dict:
    """What may be read of a funding outside the centre: its *fiche*.

    {"facts", "years": [{"year", "edition"}], "indicators", "share", "threshold"}; a value is a number, "masque" or
    None. `live`: the share counts today's activities, and indicators say what is withheld and why, and the period's
    exact people, for the coordination alone, beside the "sheets" sent, latest first; else the share is that of
    published bilans. Actor: the coordination or the portal.
    """
    span = length.years(funding.starts_on, funding.ends_on)
    years = [year for year in span if year <= at.year]
    reports = _frozen(span)
    published = {report.year: report for report in reports if report.state == ReportState.PUBLISHED}
    every = list(_indicators(funding))
    own = [one for one in every if one.funding_id == funding.pk]
    sheets = list(FundingSheet.objects.defer("pdf").latest_first())
    limit = centre_settings().disclosure_threshold
    frame = lines.Frame(
        funding=str(funding.pk),
        years=years,
        span=span,
        published=published,
        counts=known.published(reports),
        sent=known.lines((sheet.funding_id, sheet.content) for sheet in sheets),
        apart=frozenset(str(one.pk) for one in every if one.counted == Counted.APART),
        since=_since(own) if len(published) < len(span) else None,
        together=_together(own, years, span),
        threshold=limit,
        live=live,
    )
    told = {
        "facts": facts(funding),
        "years": [
            {"year": year, "edition": published[year].edition if year in published else None}
            for year in years
        ],
        "indicators": lines.told(own, frame, catalogue.by_path(_titles(own))),
        "share": _live(funding) if live else _printed(funding, published),
        "threshold": limit,
    }
    return told | {"sheets": [sheet for sheet in sheets if sheet.funding_id == funding.pk]} if live else told


def rubric_titles() -> dict[str, str]:
    """Sections of the plan: rubric → title."""
    return dict(PlannedSection.objects.values_list("rubric", "title"))


def facts(funding: Funding) -> dict:
    return {
        "project": str(funding.project),
        "funder": str(funding.funder),
        "reference": funding.reference,
        "purpose": funding.purpose,
        "starts_on": funding.starts_on.isoformat(),
        "ends_on": funding.ends_on.isoformat(),
        "stated_months": funding.stated_months,
        "doubt": length.doubt(funding.starts_on, funding.ends_on, funding.stated_months),
        "amount": lines.number(funding.amount),
    }


def _indicators(funding: Funding):
    """Its own, and those of any funding whose people are declared apart."""
    some = Indicator.objects.filter(Q(funding=funding) | Q(counted=Counted.APART))
    return some.prefetch_related("achieved")


def _titles(indicators: list[Indicator]) -> dict[str, str]:
    return rubric_titles() if any(one.source.startswith("actions.") for one in indicators) else {}


def _since(indicators: list[Indicator]) -> int | None:
    """The first year of which the portal knows people, where an indicator noted by hand may count the same."""
    by_hand = (
        one
        for one in indicators
        if one.unit == IndicatorUnit.PEOPLE and not one.source and one.counted != Counted.APART
    )
    return referrals_activity.first_year() if any(by_hand) else None


def _frozen(years: list[int]) -> list[AnnualReport]:
    """Every edition that was published, those replaced since too: their readers keep them."""
    reports = AnnualReport.objects.frozen().filter(year__in=years).order_by("year", "edition")
    return list(reports.only("year", "edition", "state", "figures_public", "listing"))


def _together(indicators: list[Indicator], years: list[int], span: list[int]) -> period.Period | None:
    if len(years) < 2 or not any(one.source == known.WHOLE for one in indicators):
        return None
    return period.of(years, whole=years == span)


# ── Share of the activities ─────────────────────────────────────────────────────────────────────


def _live(funding: Funding) -> dict:
    rows = networks_activity.tagged_rows(funding.starts_on, funding.ends_on)
    return share.of(rows, funding.project_id) | {"years": []}


def _printed(funding: Funding, published: dict[int, AnnualReport]) -> dict | None:
    """None without any published bilan that says whose its activities are."""
    found = {
        year: share.printed_rows(report.listing, funding.starts_on, funding.ends_on)
        for year, report in sorted(published.items())
    }
    told = [year for year, rows in found.items() if rows is not None]
    if not told:
        return None
    return share.of((row for year in told for row in found[year]), funding.project_id) | {"years": told}
