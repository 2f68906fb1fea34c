"""The documents of a year, asked for as a test needs them."""

from datetime import datetime

from centre.models import User
from observatory import actions
from observatory.models import AnnualReport


def request_report(*, year: int, by: User, at: datetime) -> AnnualReport:
    """A new edition, or its draft counted again; the year's actor is acting."""
    living = AnnualReport.objects.living().filter(year=year).first()
    return actions.recount(living, by=by, at=at) if living else actions.start_report(year=year, by=by, at=at)
