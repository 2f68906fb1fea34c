"""Which imports are listed, and those whose file has been kept long enough."""

from datetime import datetime

from django.db.models import QuerySet

from centre.imports.models import ImportRun
from centre.imports.states import KEPT_FOR, OVER


def runs() -> QuerySet[ImportRun]:
    """Every import, the latest first, without its content. Row-level security shows them to the coordination alone."""
    return ImportRun.objects.defer("content", "detail").select_related("sent_by", "confirmed_by")


def sent_together(batch) -> list[ImportRun]:
    """The imports uploaded together, in the order in which they are tried: that of their years."""
    return list(runs().filter(batch=batch).order_by("rank", "filename"))


def to_forget(at: datetime) -> QuerySet[ImportRun]:
    return runs().exclude(state__in=OVER).filter(sent_at__lte=at - KEPT_FOR)
