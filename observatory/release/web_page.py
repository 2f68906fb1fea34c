"""The bilan as one web page: the words and tables of its PDF, its style inside, no script, nothing fetched."""

from base64 import b64encode
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

STYLES = "css/report_page.css"
FONT = (
    "vendor/source-sans-3/source-sans-3-latin-wght-normal.woff2"  # the one that drawings were measured with
)


def make(printed) -> bytes:
    styles = {"styles": Path(finders.find(STYLES)).read_text(encoding="utf-8"), "font": _font()}
    return render_to_string("documents/report_page.html", printed.pages | styles).encode()


def _font() -> str:
    return b64encode(Path(finders.find(FONT)).read_bytes()).decode()
