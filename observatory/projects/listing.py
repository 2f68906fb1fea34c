"""What the pages of the projects list: fundings by project, what is missing, what was sent."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from networks import activity as networks_activity
from observatory.projects import access, length
from observatory.projects.models import Achieved, Funding, FundingSheet, Indicator


def overview(today: date) -> dict:
    """{"projects": [{"id", "name", "fundings"}], "untagged", "year"}: every project, funded or not."""
    names = networks_activity.project_names()
    fundings = {pk: [] for pk in names}
    for funding in with_last_sheet(_with_what_is_missing(access.fundings(), today)):
        funding.missing = _missing(funding)
        funding.doubt = length.doubt(funding.starts_on, funding.ends_on, funding.stated_months)
        fundings[funding.project_id].append(funding)
    return {
        "projects": [{"id": pk, "name": name, "fundings": fundings[pk]} for pk, name in names.items()],
        "untagged": networks_activity.untagged_count(today.year),
        "year": today.year,
    }


def with_last_sheet(fundings: QuerySet[Funding]) -> QuerySet[Funding]:
    """Annotates `last_sent_at`: when the last sheet was sent; None if none was."""
    sheets = FundingSheet.objects.filter(funding=OuterRef("pk")).order_by("-sent_at")
    return fundings.annotate(last_sent_at=Subquery(sheets.values("sent_at")[:1])).order_by("-starts_on", "pk")


def readers(funding: Funding, today: date) -> dict:
    """{"readers": names of the accounts that read for its funder today}."""
    members = access.current_members(today).filter(funder=funding.funder_id).select_related("user")
    return {"readers": [member.user.display_name for member in members.order_by("user__display_name")]}


def _with_what_is_missing(fundings: QuerySet[Funding], today: date) -> QuerySet[Funding]:
    noted = Achieved.objects.filter(indicator=OuterRef("pk"))
    empty = Indicator.objects.filter(~Exists(noted), funding=OuterRef("pk"), source="").order_by()
    return fundings.annotate(
        indicator_count=Count("indicators"),
        empty_count=Subquery(empty.values("funding").annotate(n=Count("pk")).values("n")),
        is_read=Exists(access.current_members(today).filter(funder=OuterRef("funder"))),
    )


def _missing(funding: Funding) -> list[str]:
    found = []
    if not funding.indicator_count:
        found.append("aucun indicateur")
    if funding.empty_count:
        several = "s" * (funding.empty_count > 1)
        found.append(f"{funding.empty_count} indicateur{several} sans réalisé")
    if not funding.is_read:
        found.append("aucun compte pour ce financeur")
    return found
