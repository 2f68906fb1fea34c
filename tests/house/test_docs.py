"""What the documentation names exists: its links, the tests it gives as proof, the files and commands it points to."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
CODE = (
    "centre",
    "networks",
    "referrals",
    "practice_groups",
    "observatory",
    "launcher",
    "benchmarks",
    "tests",
)


@cache
def names_of_tests() -> set[str]:
    return {
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text())
    } | {path.stem for path in (ROOT / "tests").rglob("test_*.py")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_exists(page):
    text = page.read_text()
    links = [page.parent / link for link in re.findall(r"\]\(([^)#:]+)", text)]
    quoted = re.findall(r"`([^`\n]+)`", text)
    paths = [
        ROOT / one
        for one in quoted
        if re.fullmatch(rf"(?:{'|'.join(CODE)}|docs|templates|static)/[\w/.-]+", one)
    ]
    missing = {str(path) for path in (*links, *paths) if not path.exists()}
    missing |= {one for one in quoted if re.fullmatch(r"test_\w+(\.py)?", one)} - {
        variant for name in names_of_tests() for variant in (name, f"{name}.py")
    }
    assert not missing
