"""Pages of the activities by key (day, reference), the latest first: never by offset."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from centre.pages import SIZE, Page


def page_by_day(activities: QuerySet, query: dict, *, count: int) -> Page:
    """One page; `query` is the request's GET, `apres` the key of the last row seen."""
    others = {name: value for name, value in query.items() if name != "apres" and value}
    start = _after(query.get("apres", ""))
    rows = list((activities.filter(start) if start else activities)[: SIZE + 1])
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    key = {"apres": f"{last.starts_on.isoformat()}|{last.reference}"} if last else None
    return Page(
        rows=rows[:SIZE],
        next_url="?" + urlencode(others | key) if key else "",
        first_url="?" + urlencode(others) if start else "",
        count=count,
        capped=False,
    )


def _after(text: str) -> Q | None:
    day, _, reference = text.partition("|")
    try:
        day = date.fromisoformat(day)
    except ValueError:
        return None
    return Q(starts_on__lte=day) & (Q(starts_on__lt=day) | Q(reference__lt=reference.replace("\x00", "")))
