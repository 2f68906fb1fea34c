"""No page, no search, no export, no calendar shows somebody's file to who has nothing to do there.

The addresses are read off the URLconf: one that has no row in `OBJECT_OF` fails the first test.
"""

import re
import uuid

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, get_resolver, reverse

from centre.context import acting_as
from networks.missions.calendars.feed import feed
from referrals.models import Referral
from tests.house.test_house import OPEN
from tests.people import browser_of
from tests.referrals import makers
from tests.referrals.world import AT, build

# Which row the address is about. Tara follows it, Omar sent it, Hugo hosts it, Alice coordinates.
OBJECT_OF = {
    "referral": "referral withdraw file take ask bring_to_review decide review exclusions propose take_back "
    "offer_place close reorient",
    "care": "care accept_care decline_care suspend_care resume_care ask_relay forget_relay end_care log_session "
    "plan_session ask_backup",
    "session": "session note_session move_session cancel_session correct_session",
    "person": "consents override_consent rectify merge erase_person export_person",
    "consent": "renew_consent withdraw_consent",
    "override": "end_override review_override",
    "right": "rights_request",
    "reorientation": "record_reorientation cancel_reorientation conclude_reorientation",
    "backup": "backup take_backup answer_backup close_backup cancel_backup",
    "meeting": "meeting cancel_meeting enlist attend close_meeting meeting_minutes send_minutes reorder remove_item "
    "carry_over decide_in_meeting team_review team_minutes",
    "review": "correct_review",
    "plan": "plan plan_progress accept_plan",
    "line": "accept_line set_aside_line",
    "exclusion": "remove_exclusion",
    "view": "rename_view remove_view",
    "dispositif": "dispositif edit_dispositif stop_intake close_dispositif put_to_sleep reopen_dispositif add_member",
    "member": "end_member",
    "opening": "extend_opening close_hotline closing_figures closing_figures_file",
    "shift": "shift take_shift give_back_shift assign_shift move_shift cancel_shift",
    "call": "call correct_call refer_caller plan_call_back",
    "call_back": "make_call_back",
    "visit": "visit plan_visit move_visit cancel_visit decline_visit note_visit withdraw_visit my_visit add_talk "
    "add_group hold_visit miss_visit",
    "talk": "edit_talk remove_talk refer_from_visit",
    "group": "edit_group remove_group",
}
KIND = {name: kind for kind, names in OBJECT_OF.items() for name in names.split()}

# Who may open a page about the row, by the right that its door asks for; the others with that right are strangers.
REACHED = {
    "triage": {"alice"},
    "care": {"tara"},
    "refer": {"omar"},
    "listen": {"alice", "lea"},
    "host": {"hugo"},
    "book": {"tara", "alice"},
}
# Doors that open to others than their right says. Each with its reason.
ALSO = {
    "consents": {"alice"},  # the coordination records consents too
    "renew_consent": {"alice"},
    "withdraw_consent": {"alice"},
    "rectify": {"alice"},
}
# Omar's request is accepted: he corrects nothing any more. Another than Léa took the call: she does not correct it.
CLOSED_TO = {"rectify": {"omar"}, "correct_call": {"lea"}}
# No row about anybody is behind them.
ABOUT_NOBODY = {"saved_views", "consent_text"}


def _patterns(resolver, namespace="", prefix=""):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _patterns(one, one.namespace or namespace, prefix + str(one.pattern))
        elif namespace == "referrals":
            yield one.name, prefix + str(one.pattern), one.callback


ADDRESSES = [
    (name, pattern, view)
    for name, pattern, view in _patterns(get_resolver())
    if f"referrals:{name}" not in OPEN and "month:" not in pattern and "<" in pattern
]


def test_every_address_about_a_row_is_in_the_table():
    missing = {name for name, _, _ in ADDRESSES} - set(KIND) - ABOUT_NOBODY
    assert not missing, f"say in OBJECT_OF which row these are about: {sorted(missing)}"
    assert not set(KIND) - {name for name, _, _ in ADDRESSES}, "an address of the table is gone"


def _path(pattern: str, world, kind: str, real: bool) -> str:
    it = world.objects
    other = {"uuid": str(uuid.uuid4()), "int": "987654"}
    known = {"referral_pk": it["referral"].pk, "referral": it["referral"].pk, "item": it["item"].pk}

    def fill(found):
        converter, name = found.groups()
        if not real:
            return other[converter]
        return str(known.get(name) if name in known else it[kind].pk)

    return "/" + re.sub(r"<(\w+):(\w+)>", fill, pattern)


def _answer(browser, path: str, method: str):
    """Asked, then undone: what one role may do does not change what the next one finds."""
    here = transaction.savepoint()
    try:
        return getattr(browser, method)(path)
    finally:
        transaction.savepoint_rollback(here)


def _allowed(name: str, view) -> set[str]:
    return (REACHED[view.right] | ALSO.get(name, set())) - CLOSED_TO.get(name, set())


CAST = [
    "alice",
    "omar",
    "olga",
    "tara",
    "theo",
    "ines",
    "victor",
    "lea",
    "hugo",
    "hana",
    "amir",
    "anne",
    "felix",
    "ada",
]


@pytest.fixture
def world(people):
    return build(people)


@pytest.mark.parametrize("name", CAST)
def test_who_has_nothing_to_do_there_is_told_that_there_is_nothing(world, name):
    """Every address × this person × hers, another's and none × GET and POST."""
    user, found = world.cast[name], []
    browser = browser_of(user)
    for page, pattern, view in ADDRESSES:
        if page in ABOUT_NOBODY or name in _allowed(page, view):
            continue
        hers = user.may(view.right)
        for method in ("get", "post"):
            path = _path(pattern, world, KIND[page], real=True)
            status = _answer(browser, path, method).status_code
            if status != 404 and not (hers and status == 405):
                found.append(f"{name} {method} {page}: {status}")
            if hers:
                none = _answer(browser, _path(pattern, world, KIND[page], real=False), method).status_code
                if none != status:
                    found.append(
                        f"{name} {method} {page}: {status} where it is not hers, {none} where it is nothing"
                    )
    assert found == []


@pytest.mark.parametrize("name", ["alice", "omar", "tara", "lea", "hugo"])
def test_whose_it_is_opens_it(world, name):
    """The table above says something: hers opens, or says why not now; what does not exist is 404."""
    browser, found = browser_of(world.cast[name]), []
    for page, pattern, view in ADDRESSES:
        if page in ABOUT_NOBODY or name not in _allowed(page, view):
            continue
        status = _answer(browser, _path(pattern, world, KIND[page], real=True), "get").status_code
        if status not in (200, 302, 405, 409) and page not in NOT_NOW:
            found.append(f"{name} {page}: {status}")
        nothing = _answer(browser, _path(pattern, world, KIND[page], real=False), "get").status_code
        if nothing not in (404, 405):
            found.append(f"{name} {page} of nothing: {nothing}")
    assert found == []


# Theirs, but not there yet in this world: a meeting that was not held, a hotline still open.
NOT_NOW = {"meeting_minutes", "team_minutes", "closing_figures", "closing_figures_file"}


# ── By search, by export, by calendar ───────────────────────────────────────────────────────────

WHO_SHE_IS = ("Shahrbanu", "Zarrinpoush", "0600000000", "06 00 00 00 00", "Ne dort plus")
STRANGERS = [name for name in CAST if name not in ("alice", "omar", "tara")]


def _without_argument():
    for name, pattern, view in _patterns(get_resolver()):
        if "<" not in pattern:
            try:
                yield name, reverse(f"referrals:{name}"), view
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("name", STRANGERS)
def test_no_list_nor_search_nor_export_says_who_she_is(world, name):
    """Every address without argument, with words that look for her, as HTML, fragment or file."""
    user, person = world.cast[name], world.objects["person"]
    browser, found = browser_of(user), []
    words = {
        "q": "Zarrinpoush",
        "words": "Shahrbanu Zarrinpoush",
        "recherche": "Zarrinpoush",
        "code": person.code,
    }
    for page, path, _ in _without_argument():
        for query in ({}, words):
            for extra in ({}, {"HTTP_HX_REQUEST": "true"}):
                text = _answer_with(browser, path, query, extra)
                secrets = WHO_SHE_IS + ((person.code,) if name != "lea" else ())
                found += [
                    f"{name} {page}: {secret}"
                    for secret in secrets
                    if secret in text.replace(words["words"], "")
                ]
    assert found == []


def _answer_with(browser, path, query, extra) -> str:
    answer = browser.get(path, query, **extra)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8", "replace")
    for typed in query.values():  # what she typed herself is shown again in its field
        text = text.replace(f'value="{typed}"', "")
    return text


@pytest.mark.parametrize("name", [*STRANGERS, "omar", "tara"])
def test_the_search_of_people_is_the_coordination_s(world, name):
    answer = browser_of(world.cast[name]).post(
        reverse("referrals:persons"), {"words": "Shahrbanu Zarrinpoush"}
    )
    assert answer.status_code == 404


def test_the_search_of_people_finds_her_for_the_coordination(world):
    page = browser_of(world.cast["alice"]).post(
        reverse("referrals:persons"), {"words": "Shahrbanu Zarrinpoush"}
    )
    assert world.objects["person"].code in page.content.decode()


@pytest.mark.parametrize("name", CAST)
def test_the_annuaire_knows_nobody_who_is_followed(world, name):
    user = world.cast[name]
    if user.may("annuaire"):
        page = browser_of(user).get(reverse("networks:directory"), {"q": "Zarrinpoush"}).content.decode()
        assert "Shahrbanu" not in page


@pytest.mark.parametrize("name", CAST)
def test_no_calendar_names_her(world, name):
    user = world.cast[name]
    with acting_as(user):
        written = feed(user, at=AT)
    text = written.decode() if isinstance(written, bytes) else written
    for secret in (*WHO_SHE_IS, world.objects["person"].code, world.objects["referral"].reference):
        assert secret not in text, secret


@pytest.mark.parametrize("name", CAST)
def test_the_journal_is_the_administration_s_and_names_nobody(world, name):
    browser_of(world.cast["alice"]).get(reverse("referrals:file", args=[world.objects["referral"].pk]))
    answer = browser_of(world.cast[name]).get(reverse("journal"))
    assert (answer.status_code == 200) == (name == "ada")
    for secret in (*WHO_SHE_IS, world.objects["person"].code):
        assert secret not in answer.content.decode()


def test_another_referrer_s_list_has_only_her_own(world, people):
    hers = makers.referral(people.olga, last_name="Ambelnou")
    page = browser_of(people.olga).get(reverse("referrals:mine")).content.decode()
    assert hers.reference in page and world.objects["referral"].reference not in page
    with acting_as(people.olga):
        assert list(Referral.objects.all()) == [hers]
