"""Pages of long lists by key, never by offset; counts stop at 1 000 (« plus de 1 000 »)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q

SIZE = 50
CAP = 1000


@dataclass
class Page:
    rows: list
    next_url: str
    first_url: str
    count: int | None
    capped: bool


def after(text: str) -> Q | None:
    """Rows strictly after a key (`due_at|pk`) of a list in that order; None without a key, or one tampered with."""
    due, _, pk = text.partition("|")
    try:
        moment, pk = datetime.fromisoformat(due).astimezone(UTC), UUID(pk)
        # Said so that the index starts there: « later, or then and after » alone reads every page before this one.
        return Q(due_at__gte=moment) & (Q(due_at__gt=moment) | Q(pk__gt=pk))
    except (ValueError, OverflowError):
        return None
