"""What the treasurer's list shows: a page of lines, and what all of them add up to."""

from django.core.paginator import Paginator

from practice_groups.choices import FeeState
from practice_groups.fees import access
from practice_groups.fees.filters import FeesFilter

PAGE = 25


def listed(found: FeesFilter, number: str | None) -> dict:
    totals = access.totals(found.qs)
    paginator = Paginator(access.ordered(found.qs), PAGE)
    paginator.count = totals["count"]  # already counted with the totals
    page = paginator.get_page(number)
    return {
        "filter": found,
        "totals": totals,
        "page": page,
        "any_due": any(line.fee_state == FeeState.DUE for line in page),
    }
