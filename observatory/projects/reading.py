"""What is told of a funding: published figures and what was noted by hand, protected, ready for JSON."""

from datetime import datetime
from decimal import Decimal

from centre.numbers import ratio
from networks import activity as networks_activity
from observatory.figures import threshold
from observatory.models import AnnualReport, PlannedSection
from observatory.projects import catalogue, length, period, protection, share
from observatory.projects.catalogue import Linkable
from observatory.projects.models import Funding, FundingSheet, Indicator
from observatory.projects.period import Period
from observatory.projects.protection import MASK, Noted, Value
from observatory.states import IndicatorUnit


def of(funding: Funding, *, at: datetime, live: bool = False) -> dict:
    """What may be read of a funding outside the centre: its *fiche*.

    {"facts", "years": [{"year", "edition"}], "indicators", "share", "threshold"}; a value is a number, "masque" or
    None. `live`: the share counts today's activities, and the period's people are exact beside what may be told
    ("exact"), for the coordination alone; else the share is that of published bilans. Actor: the coordination or the
    portal.
    """
    every = length.years(funding.starts_on, funding.ends_on)
    years = [year for year in every if year <= at.year]
    published = _published(years)
    known = catalogue.by_path(rubric_titles())
    sent = list(FundingSheet.objects.filter(funding=funding).values_list("content", flat=True))
    limit = threshold()
    indicators = list(funding.indicators.prefetch_related("achieved"))
    together = None
    if len(years) > 1 and any(one.source == period.SOURCE for one in indicators):
        together = period.of(years, whole=years == every)
    return {
        "facts": facts(funding),
        "years": [
            {"year": year, "edition": published[year].edition if year in published else None}
            for year in years
        ],
        "indicators": [
            _indicator(
                one,
                known.get(one.source),
                _noted(one, years, published),
                sent,
                limit,
                together if one.source == period.SOURCE else None,
            )
            | ({"exact": together.people} if live and together and one.source == period.SOURCE else {})
            for one in indicators
        ],
        "share": _live(funding) if live else _printed(funding, published),
        "threshold": limit,
    }


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
        "amount": number(funding.amount),
    }


def number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _published(years: list[int]) -> dict[int, AnnualReport]:
    reports = AnnualReport.objects.published().filter(year__in=years)
    return {report.year: report for report in reports.only("year", "edition", "figures_public", "listing")}


# ── Indicators ──────────────────────────────────────────────────────────────────────────────────


def _noted(one: Indicator, years: list[int], published: dict[int, AnnualReport]) -> Noted:
    by_hand = {achieved.year: number(achieved.value) for achieved in one.achieved.all()}
    if not one.source:
        return Noted({year: by_hand.get(year) for year in years}, by_hand.get(None))
    told = {
        year: catalogue.value_at(published[year].figures_public, one.source) if year in published else None
        for year in years
    }
    return Noted(told, by_hand.get(None))


def _indicator(
    one: Indicator,
    linked: Linkable | None,
    noted: Noted,
    sent: list[dict],
    limit: int,
    together: Period | None,
) -> dict:
    distinct = None
    if one.unit == IndicatorUnit.PEOPLE:
        before = [
            _as_sent(told) for sheet in sent for told in sheet["indicators"] if told["id"] == str(one.pk)
        ]
        if together is not None and noted.total is None:
            distinct = together.told(noted.years, threshold=limit)
            noted, before = Noted(noted.years, distinct), [*before, *together.sent]
        noted = protection.people(noted, before, threshold=limit, linked=bool(one.source))
    bases = {achieved.year: achieved.basis for achieved in one.achieved.all()}
    adds = linked.adds if linked else one.unit in catalogue.ADDED_BY_HAND
    total = _total(noted, adds=adds)
    target, yearly = number(one.target), number(one.yearly_target)
    return {
        "id": str(one.pk),
        "label": one.label,
        "definition": one.definition,
        "unit": one.get_unit_display(),
        "source": linked.label if linked else "",
        "target": target,
        "yearly_target": yearly,
        "years": [
            {
                "year": year,
                "value": value,
                "basis": "" if one.source else bases.get(year, ""),
                "ratio": _ratio(value, yearly),
            }
            for year, value in noted.years.items()
        ],
        "total": total,
        "by_hand": noted.total is not None and distinct is None,
        "distinct": distinct is not None,
        "counted": sum(value is not None for value in noted.years.values()),
        "basis": bases.get(None, ""),
        "ratio": _ratio(total, target),
        "adds": adds,
    }


def _as_sent(told: dict) -> Noted:
    """What left in a sheet: a sum of years is nobody's count."""
    years = {year["year"]: year["value"] for year in told["years"]}
    return Noted(years, told["total"] if told["by_hand"] or told.get("distinct") else None)


def _total(noted: Noted, *, adds: bool) -> Value:
    """Over the period: noted by hand, else the sum of the years where they may be added up, else the only year."""
    values = list(noted.years.values())
    if noted.total is not None:
        return noted.total
    if len(values) == 1:
        return values[0]
    if not adds:
        return None
    if MASK in values:
        return MASK
    known = [value for value in values if value is not None]
    return round(sum(known), 2) if known else None


def _ratio(value: Value, target: int | float | None) -> int | float | None:
    """Percentage of the target; None where either is withheld, unknown or nothing."""
    if not target or not isinstance(value, int | float):
        return None
    return ratio(round(10_000 * value), round(100 * target), 0)


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
