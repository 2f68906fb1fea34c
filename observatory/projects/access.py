"""Who reads a funding: the coordination all of them, a funder those it gives, as long as it is one of its members."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from observatory.projects.models import FunderMember, Funding, FundingSheet


def fundings() -> QuerySet[Funding]:
    return Funding.objects.select_related("project", "funder")


def current_members(today: date) -> QuerySet[FunderMember]:
    """Accounts that read for a funder today."""
    return FunderMember.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


def funded_by(user, today: date) -> QuerySet[Funding]:
    """Of the funders that `user` reads for today."""
    hers = current_members(today).filter(user=user, funder=OuterRef("funder"))
    return fundings().filter(Exists(hers))


def readable_sheets(user, today: date) -> QuerySet[FundingSheet]:
    """Sheets that `user` may take away, without their document."""
    sheets = FundingSheet.objects.listed().latest_first()
    if user.may("projects"):
        return sheets
    return (
        sheets.filter(funding__in=funded_by(user, today).values("pk"))
        if user.may("funded")
        else sheets.none()
    )
