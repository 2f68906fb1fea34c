"""The text of a convention, composed from its facts and then frozen; and its layout. No database here."""

import hashlib
import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

_ARTICLE = re.compile(r"^(Article \d+|Entre|Convention) ?")


@dataclass(frozen=True)
class Part:
    """A heading (the first has the title) and its paragraphs."""

    heading: str
    paragraphs: list[str]


def compose(facts: dict) -> str:
    """The convention in French, plain text: a heading is a line that begins a block, paragraphs follow it."""
    with translation.override("fr"):
        written = render_to_string("documents/convention.txt", facts)
    return re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"


def digest(text: str) -> bytes:
    """What every signature keeps of the text that was signed: its SHA-256."""
    return hashlib.sha256(text.encode()).digest()


def parts(text: str) -> list[Part]:
    """The text cut where a heading begins."""
    found: list[Part] = []
    for line in (one.strip() for one in text.splitlines()):
        if _ARTICLE.match(line):
            found.append(Part(line, []))
        elif line and found:
            found[-1].paragraphs.append(line)
    return found
