"""The bilan as one web page: the words and tables of its PDF, its style inside, no script, nothing fetched."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

STYLES = "css/report_page.css"


def make(printed) -> bytes:
    styles = Path(finders.find(STYLES)).read_text(encoding="utf-8")
    return render_to_string("documents/report_page.html", printed.pages | {"styles": styles}).encode()
