"""Link checkers and mail clients ask for the head of a page alone: every page without account answers them."""

import pytest
from django.urls import get_resolver, reverse

from centre.models import Reading
from tests.house.test_house import OPEN

SAMPLES = {
    "IntConverter": 2021,
    "UUIDConverter": "6f1d1d5e-0000-4000-8000-000000000001",
    "StringConverter": "inconnu",
    "FormatConverter": "csv",
}


def _patterns(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(
                pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            )
        elif prefix + (pattern.name or "") in OPEN - {
            "choose_language",
            "try_again",
        }:  # buttons, nothing to show
            yield prefix + pattern.name, pattern.pattern.converters


SHOWN = sorted(_patterns(get_resolver().url_patterns), key=lambda one: (one[0], len(one[1])))


@pytest.mark.parametrize(("name", "converters"), SHOWN, ids=[f"{name}-{len(more)}" for name, more in SHOWN])
def test_a_page_without_account_answers_head_as_it_answers_get(browser_of, portal, name, converters):
    url = reverse(name, kwargs={key: SAMPLES[type(one).__name__] for key, one in converters.items()})
    visitor, before = browser_of(), Reading.objects.count()
    shown = visitor.get(url)
    written = Reading.objects.count() - before
    head = visitor.head(url)
    assert head.status_code == shown.status_code != 405
    assert not head.content and head.get("Location") == shown.get("Location")
    assert Reading.objects.count() - before <= 2 * written
