"""What the logs may say: which page, never which person.

An address holds links that open and words that were searched; an error of the database quotes the row it refuses.
"""

import logging
import re

from django.urls import Resolver404, resolve

_QUOTED = re.compile(
    r"(\n|\\n)(DETAIL|CONTEXT|QUERY|LINE \d+): .*?"
    r"(?=\n\nThe above exception was |\n\nDuring handling of |\nTraceback \(most recent call last\)|\Z)",
    re.DOTALL,
)


def page_of(path: str) -> str:
    """The pattern of an address, such as `/comptes/invitation/<str:token>/`; never what fills it."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "(no page)"


class PagesOnly(logging.Filter):
    """Django's lines about a request name its page."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", None)
        if path and isinstance(record.args, tuple):
            record.args = tuple(page_of(path) if each == path else each for each in record.args)
        return True


class WithoutRows(logging.Formatter):
    """Lines and tracebacks without what the database quotes of its rows and statements."""

    def format(self, record: logging.LogRecord) -> str:
        return _QUOTED.sub("", super().format(record))
