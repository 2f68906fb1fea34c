"""Pages by number of lists that nobody reads to the end; other parameters of the address are kept."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator

SIZE = 25


@dataclass
class Numbered:
    rows: list
    previous_url: str
    next_url: str
    count: int


def numbered(queryset, query, *, size: int = SIZE) -> Numbered:
    """One page of an ordered queryset; `query` is the request's GET, `page` the number asked for."""
    page = Paginator(queryset, size).get_page(query.get("page"))

    def url(number: int) -> str:
        return "?" + urlencode({**query.dict(), "page": number})

    return Numbered(
        rows=list(page.object_list),
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
        count=page.paginator.count,
    )
