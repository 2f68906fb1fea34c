"""Three languages for those who take part; French for the rest, and nothing half in one and half in another."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from centre import mail
from centre.languages import between
from centre.management.commands import messages
from centre.models import OutgoingMail

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")


def language_of(response) -> str:
    html = response.content.decode()
    return html[html.index('<html lang="') + 12 :][:2]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated_and_compiled(language):
    catalog = messages.gathered(language)
    assert messages.problems(catalog) == []
    assert messages.po_of(language).with_suffix(".mo").read_bytes() == messages.compiled(catalog), (
        "« manage.py messages » n’a pas été relancé"
    )


@pytest.mark.parametrize(
    "asked, spoken", [("", "fr"), ("nl-BE,nl;q=0.9", "nl"), ("en-GB", "en"), ("ps,fa;q=0.8", "fr")]
)
def test_a_door_speaks_what_the_browser_asks_for(asked, spoken):
    answer = Client(headers={"accept-language": asked} if asked else None).get(LOGIN)
    assert language_of(answer) == spoken
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_page_that_is_not_in_the_catalogues_stays_french_whole(people, browser_of):
    browser = browser_of(people.alice)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert language_of(browser.get(reverse("referrals:board"))) == "fr"


def test_a_language_chosen_by_hand_comes_first_and_mails_follow(people, browser_of):
    browser = browser_of(people.victor)
    browser.post(reverse("choose_language"), {"language": "nl"})
    assert language_of(browser.get("/", headers={"accept-language": "en"})) == "nl"
    people.victor.refresh_from_db()
    assert people.victor.language == "nl"


def test_a_language_that_nobody_offers_is_refused(client):
    assert client.post(reverse("choose_language"), {"language": "xx"}).status_code == 404
    assert client.get(reverse("choose_language")).status_code == 405


def test_the_choice_never_leads_away_from_the_portal(client):
    answer = client.post(
        reverse("choose_language"), {"language": "nl"}, headers={"referer": "https://ailleurs.example/"}
    )
    assert answer.url == "/"


def test_one_request_leaves_no_language_to_the_next(client):
    client.get(LOGIN, headers={"accept-language": "nl"})
    assert translation.get_language() == "fr"


@pytest.mark.parametrize(
    "own, group, spoken", [("fr", "", "fr"), ("fr", "nl", "nl"), ("en", "nl", "en"), ("nl", "fr", "nl")]
)
def test_the_language_of_a_group_is_that_of_whoever_chose_none(own, group, spoken):
    assert between(own, group) == spoken


def test_a_mail_without_translation_leaves_in_french(people):
    mail.post(people.victor, "journal_anchor", language="nl")
    assert OutgoingMail.objects.get(to=people.victor.email).subject
