"""Numbered pages of a list, with the addresses that `components/pagination.html` wants."""

from urllib.parse import urlencode

from django.core.paginator import Paginator

SIZE = 30


def page_of(rows, query) -> dict:
    """`rows`, `previous_url`, `next_url`, `count`: one page of a queryset; `query` is the request's GET."""
    page = Paginator(rows, SIZE).get_page(query.get("page"))

    def address(number: int) -> str:
        return "?" + urlencode({**query.dict(), "page": number})

    return {
        "rows": list(page.object_list),
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
        "count": page.paginator.count,
    }
