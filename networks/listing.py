"""Pages of the networks' lists, fifty lines each, by number."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

SIZE = 50


@dataclass
class Listed:
    rows: list
    count: int
    previous_url: str
    next_url: str


def page_of(queryset: QuerySet | list, query: dict, size: int = SIZE) -> Listed:
    """The page that `page` says in the request's GET; the first or the last when it says anything else."""
    page = Paginator(queryset, size).get_page(query.get("page"))
    others = {name: value for name, value in query.items() if name != "page"}

    def url(number: int) -> str:
        return "?" + urlencode(others | {"page": number})

    return Listed(
        rows=list(page.object_list),
        count=page.paginator.count,
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
    )
