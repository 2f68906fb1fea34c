"""Every role on every page: what opens is written here, all the rest answers 404, never 403, never 500."""

import pytest
from django.urls import get_resolver, reverse

from centre.roles import ROLES
from tests.house.test_house import OPEN, OURS
from tests.people import browser_of, make_user

ROLE_CODES = [role.code for role in ROLES.values() if role.grantable]


def _without_argument():
    for name, view in OURS:
        try:
            yield name, view, reverse(name)
        except Exception:  # takes an argument: the object matrix below
            continue


PAGES = list(_without_argument()) if get_resolver() else []


@pytest.mark.parametrize("role", ROLE_CODES)
def test_a_page_opens_to_its_right_alone(portal, role):
    user = make_user("Quelqu’un", role)
    browser = browser_of(user)
    for name, view, url in PAGES:
        if name in OPEN:
            continue
        status = browser.get(url).status_code
        if user.may(view.right):
            assert status in (200, 302, 405), f"{role} → {name}: {status}"
        else:
            assert status == 404, f"{role} → {name}: {status}"


def test_a_visitor_is_led_to_the_login_page(portal):
    visitor = browser_of()
    for name, _, url in PAGES:
        if name not in OPEN - {"home"}:
            answer = visitor.get(url)
            assert answer.status_code == 302 and answer.url.startswith("/comptes/login/"), name


@pytest.mark.parametrize("role", ROLE_CODES)
def test_no_page_of_a_logged_in_person_is_stored(portal, role):
    browser = browser_of(make_user("Quelqu’un", role))
    for _, _, url in PAGES:
        if url != reverse("healthz"):
            assert "no-store" in browser.get(url)["Cache-Control"], url
