"""The one renderer of printed documents: a Django template and a style sheet become a tagged PDF.

WeasyPrint and its system libraries are loaded only when a document is made: without them the portal runs, and the page
says that no document can be made. Nothing is fetched from the network.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

MISSING = (
    "Les documents PDF ont besoin de bibliothèques absentes de ce serveur. À installer\u00a0: "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
)


class CannotRender(Exception):
    """No document can be made here; the message is a French sentence for the person who asked."""


def render(template: str, context: dict, *, identifier: str, styles: str = "css/document.css") -> bytes:
    """The PDF of `template`: PDF/UA-tagged, in French, with bookmarks; the same bytes for the same input.

    `identifier` becomes the permanent identifier of the PDF (edition and mode). Raises `CannotRender` without Pango.
    """
    weasyprint = _weasyprint()
    fetcher, fonts = _static_only(weasyprint), _fonts()
    page = weasyprint.HTML(
        string=render_to_string(template, context), base_url="static:documents/", url_fetcher=fetcher
    )
    with _nothing_collected():
        return page.write_pdf(
            stylesheets=[weasyprint.CSS(url=f"static:{styles}", url_fetcher=fetcher, font_config=fonts)],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier.encode(),
        )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Suspend the garbage collector: a layout creates millions of objects that live until its end, and scanning them
    for cycles again and again costs a fifth of the time. The first collection afterwards frees them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _weasyprint():
    # Embedded fonts bear the hour they were cut at, unless told one: the same document is the same bytes.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        import weasyprint
    except OSError as error:  # cffi did not find a shared library
        raise CannotRender(MISSING) from error
    return weasyprint


def _fonts():
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _static_only(weasyprint):
    """A URL fetcher that accepts `static:` files and inline data, and refuses everything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = finders.find(url.removeprefix("static:")) if url.startswith("static:") else None
            if path is None:
                raise FatalURLFetchingError(f"not a static file: {url}")
            with open(path, "rb") as file:
                return URLFetcherResponse(url, file.read())

    return StaticOnly()
