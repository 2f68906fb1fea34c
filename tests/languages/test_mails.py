"""Whoever takes part is written to in her language: each mail is another file, or its texts are in the catalogues."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone

from centre import mail
from tests.languages.test_pages import LANGUAGES, french_in

pytestmark = pytest.mark.django_db

OF_WHO_LEADS = {"meeting_without_host"}  # in French, as the page it leads to
ROOMS = re.compile(r"(?:group|turn|placement|working|registration|meeting|attestation|hours)_")
NAMES = sorted(
    path.stem
    for path in (settings.BASE_DIR / "templates" / "mails").glob("*.txt")
    if ROOMS.match(path.stem) and path.stem not in OF_WHO_LEADS
)
# What any of them may be given.
FACTS = {
    "name": "Mieke Verhulst",
    "link": "/x/",
    "ics": "/x.ics",
    "token": "x",
    "pk": 1,
    "fee": 40,
    "days": 9,
    "known": True,
    "member": True,
    "place": "Brussel",
    "when": "",
    "registration": SimpleNamespace(place=""),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_mail_to_who_takes_part_is_in_french(portal, name, language):
    now = timezone.now()
    dates = dict.fromkeys(("until", "last_day"), now)
    for state, off in (("annulee", False), ("reportee", True), ("prevue", False)):
        sent = mail.post(
            "mieke@huis.example", name, language=language, state=state, off=off, **FACTS, **dates
        )
        lines = re.sub(r"http\S+", "", f"{sent.subject}\n{sent.body}").splitlines()
        assert french_in(" ¦ ".join(lines), language) == []


def test_the_mails_are_there():
    assert len(NAMES) > 20
