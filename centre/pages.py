"""Pages of long lists by key, never by offset; counts stop at 1 000 (« plus de 1 000 »)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

SIZE = 50
CAP = 1000


@dataclass
class Page:
    rows: list
    next_url: str
    first_url: str
    count: int | None
    capped: bool


def page_by_due(queryset: QuerySet, query: dict) -> Page:
    """One page of a queryset ordered by (`due_at`, `pk`); `query` is the request's GET, `apres` the last key seen."""
    others = {name: value for name, value in query.items() if name != "apres"}
    start = _after(query.get("apres", ""))
    count = None if start else queryset[: CAP + 1].count()  # in order: the index stops there
    rows = list((queryset.filter(start) if start else queryset)[: SIZE + 1])
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    key = {"apres": f"{last.due_at.isoformat() if last.due_at else ''}|{last.pk}"} if last else None
    return Page(
        rows=rows[:SIZE],
        next_url="?" + urlencode(others | key) if key else "",
        first_url="?" + urlencode(others) if start else "",
        count=None if count is None else min(count, CAP),
        capped=bool(count and count > CAP),
    )


def _after(text: str) -> Q | None:
    """Rows strictly after a key; None when there is no key or it was tampered with."""
    due, _, pk = text.partition("|")
    try:
        moment, pk = datetime.fromisoformat(due).astimezone(UTC), UUID(pk)
        # Said so that the index starts there: « later, or then and after » alone reads every page before this one.
        return Q(due_at__gte=moment) & (Q(due_at__gt=moment) | Q(pk__gt=pk))
    except (ValueError, OverflowError):
        return None
