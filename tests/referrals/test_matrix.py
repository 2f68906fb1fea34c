"""Every role × every page about a file × own, another's, none × GET and POST: 404 wherever it is not theirs."""

import uuid

import pytest
from django.urls import reverse

from tests.people import browser_of
from tests.referrals import makers

OF_A_SENT_REFERRAL = ["referral", "withdraw"]
OF_THE_COORDINATION = [
    "file",
    "take",
    "ask",
    "bring_to_review",
    "review",
    "decide",
    "propose",
    "offer_place",
    "close",
    "reorient",
]
OF_A_CARE = [
    "care",
    "accept_care",
    "decline_care",
    "log_session",
    "end_care",
    "suspend_care",
    "resume_care",
    "ask_relay",
    "forget_relay",
    "ask_backup",
]
EVERYBODY = ["alice", "tara", "theo", "ines", "omar", "olga", "victor", "anne", "felix", "ada"]


@pytest.fixture
def care(people):
    makers.therapist(people.theo)
    return makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )


def _status(user, name, pk, method) -> int:
    return getattr(browser_of(user), method)(reverse(f"referrals:{name}", args=[pk])).status_code


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reaches_a_file(care, people, who, method):
    user = getattr(people, who)
    allowed = {
        "alice": OF_THE_COORDINATION,
        "omar": OF_A_SENT_REFERRAL,
        "tara": OF_A_CARE,
    }.get(who, [])
    for names, pk in (
        (OF_A_SENT_REFERRAL, care.referral_id),
        (OF_THE_COORDINATION, care.referral_id),
        (OF_A_CARE, care.pk),
    ):
        for name in names:
            status = _status(user, name, pk, method)
            if name in allowed:
                assert status in (200, 302, 405, 409), f"{who} {method} {name}: {status}"
            else:
                assert status in (404, 405), f"{who} {method} {name}: {status}"
            if status == 405:
                assert method == "get" or name in ("file", "care")


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_file_that_does_not_exist_answers_as_one_that_is_not_yours(people, who):
    for name in OF_A_SENT_REFERRAL + OF_THE_COORDINATION + OF_A_CARE:
        assert _status(getattr(people, who), name, uuid.uuid4(), "get") in (404, 405)


def test_what_an_interpreter_sees_of_a_session(care, people):
    """Field by field: an hour, a language, a duration, a code. Nothing else of the file."""
    from referrals.sessions import actions

    noted = makers.session(interpreter=care.interpreter, remark="Salle 2")
    actions.log_session(care, **noted, by=people.tara, at=makers.AT)
    page = browser_of(people.ines).get(reverse("networks:missions")).content.decode()
    page = page.replace("\xa0", " ").replace("&nbsp;", " ")
    for said in ("2 mars 2026", "8 h 00", "Dari", "45 min", care.person.code):
        assert said in page
    for hidden in ("Shahrbanu", "Zarrinpoush", "0600000000", "Ne dort plus", "Salle 2", "Tara", "Omar"):
        assert hidden not in page
