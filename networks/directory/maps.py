"""Occitanie by département: outlines of `static/vendor/svg-maps` (CC BY 4.0), shades by count."""

import json
from functools import lru_cache
from math import ceil
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "static/vendor/svg-maps/occitanie.json"

SHADES = 4


@lru_cache
def _file() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"))


def view_box() -> str:
    return _file()["viewBox"]


def codes() -> list[str]:
    """The départements that the map shows."""
    return list(_file()["departements"])


def outline(code: str) -> dict:
    """`path`: the outline as SVG draws it; `x`, `y`: where its number is written."""
    return _file()["departements"][code]


def shade(count: int, most: int) -> int:
    """0 for none, then 1 to `SHADES` by quarter of the largest count."""
    return ceil(SHADES * count / most) if count and most else 0
