"""The consent's text in ten languages: each in its own direction, marked until a human has reviewed it."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from referrals.models import TextReview
from referrals.people import texts
from tests.people import browser_of

REVIEWS = reverse("referrals:consent_reviews")
RTL = {"ara": "ar", "prs": "prs", "pus": "ps", "urd": "ur"}
MARK = "Traduction à relire"


def page_of(code: str) -> str:
    return browser_of().get(reverse("referrals:consent_text", args=[code])).content.decode()


def test_ten_languages_say_the_same_number_of_things():
    assert [text.code for text in texts.TEXTS] == [
        "fra",
        "eng",
        "ara",
        "prs",
        "pus",
        "som",
        "urd",
        "ukr",
        "kat",
        "rus",
    ]
    assert {len(text.paragraphs) for text in texts.TEXTS} == {6}
    for text in texts.TEXTS:
        whole = " ".join(text.paragraphs)
        assert "OFII" in whole and "OFPRA" in whole, text.code
        assert all(paragraph.strip() == paragraph and len(paragraph) > 20 for paragraph in text.paragraphs)


@pytest.mark.parametrize("text", texts.TEXTS, ids=lambda text: text.code)
def test_each_text_is_in_its_language_and_direction(people, text):
    page = page_of(text.code)
    direction = "rtl" if text.code in RTL else "ltr"
    assert text.direction == direction and text.tag == RTL.get(text.code, text.tag)
    opened = f'lang="{text.tag}" dir="{direction}"'
    assert re.search(rf'<article class="panel consent-sheet" {opened}>\s*<h2>{text.title}</h2>', page)
    assert f'<div class="consent-text" {opened}>' in page and text.paragraphs[0] in page
    assert '<html lang="fr">' in page  # the page around stays French
    assert (MARK in page) == (not text.is_original)


def test_script_and_direction_agree():
    for text in texts.TEXTS:
        letters = "".join(text.paragraphs)
        arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters) > len(letters) / 2
        assert arabic == (text.direction == "rtl"), text.code


def test_a_language_nobody_wrote_is_not_found(people):
    assert browser_of().get(reverse("referrals:consent_text", args=["xxx"])).status_code == 404
    assert texts.nearest("xxx") == "fra" and texts.nearest("arb") == "ara" and texts.nearest("pus") == "pus"


def test_the_mark_goes_with_a_review_of_this_version_alone(people):
    alice = browser_of(people.alice)
    today = timezone.localdate()
    TextReview.objects.create(
        language="ara", version="2020-01", reviewer="X", reviewed_on=today, reviewed_by=people.alice
    )
    assert MARK in page_of("ara")
    typed = {"language": "prs", "reviewer": "Parwiz, traducteur", "reviewed_on": today.isoformat()}
    assert alice.post(REVIEWS, typed).status_code == 302
    assert MARK not in page_of("prs") and "Relu le" in page_of("prs") and MARK in page_of("ara")
    assert "Parwiz" not in page_of("prs")
    assert "Parwiz, traducteur" in alice.get(REVIEWS).content.decode()
    again = alice.post(REVIEWS, typed)
    assert again.status_code == 200 and TextReview.objects.filter(language="prs").count() == 1
    late = alice.post(REVIEWS, typed | {"language": "ara", "reviewed_on": str(today + timedelta(days=1))})
    assert "à venir" in late.content.decode()


def test_the_coordination_alone_says_that_a_text_was_reviewed(people):
    assert browser_of(people.omar).get(REVIEWS).status_code == 404
    with acting_as(people.omar), pytest.raises(DatabaseError), transaction.atomic():
        TextReview.objects.create(
            language="ara",
            version=texts.VERSION,
            reviewer="X",
            reviewed_on="2026-01-01",
            reviewed_by=people.omar,
        )


def test_the_referrer_has_the_text_before_the_box(people):
    page = browser_of(people.omar).get(reverse("referrals:receive")).content.decode()
    assert page.index(texts.text_in("fra").paragraphs[0]) < page.index('name="consent"')
    assert 'lang="ps" dir="rtl"' in page
