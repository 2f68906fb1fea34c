"""The bilan as one web page: the words and tables of its PDF, its style inlined, no script, nothing fetched."""

from base64 import b64encode
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

STYLES = "css/report_page.css"
FONT = (
    "vendor/source-sans-3/source-sans-3-latin-wght-normal.woff2"  # the one that drawings were measured with
)


def make(printed) -> bytes:
    styles = _font_face() + Path(finders.find(STYLES)).read_text(encoding="utf-8")
    return render_to_string("documents/report_page.html", printed.pages | {"styles": styles}).encode()


def _font_face() -> str:
    font = b64encode(Path(finders.find(FONT)).read_bytes()).decode()
    source = f'url(data:font/woff2;base64,{font}) format("woff2")'
    return f'@font-face {{ font-family: "Source Sans 3"; font-weight: 200 900; src: {source}; }}\n'
