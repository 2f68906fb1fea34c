"""Getting in, staying in, and being led elsewhere."""

import re
import time
import uuid

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from centre.context import acting_as_system
from centre.models import User
from tests.people import PortalClient, make_user
from tests.referrals import makers

PASSWORD = "une longue phrase inventée 42"
ELSEWHERE = ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "javascript:alert(1)"]
OPEN_BEFORE_THE_SECOND_FACTOR = (
    "/comptes/login",
    "/comptes/logout",
    "/comptes/reauthenticate",
    "/comptes/inactive",
    "/comptes/password/reset",
    "/comptes/securite",
    "/healthz/",
)


@pytest.fixture(autouse=True)
def _no_limit_from_the_test_before():
    cache.clear()


def addresses() -> list[str]:
    """Every address of the portal, its arguments filled with things that do not exist."""
    found = []
    for pattern, _ in _patterns(get_resolver()):
        if "^" in pattern:  # allauth's two regular expressions: keys of mails
            continue
        path = "/" + pattern
        for argument, value in {
            "<uuid:pk>": str(uuid.uuid4()),
            "<int:year>": "2020",
            "<uuid:referral>": str(uuid.uuid4()),
            "<uuid:referral_pk>": str(uuid.uuid4()),
            "<int:pk>": "1",
            "<int:item>": "1",
            "<str:language>": "prs",
            "<session_month:month>": "2026-03",
            "<str:token>": "inconnu",
            "<slug:network>": "therapeute",
            "<slug:kind>": "texte",
            "<str:kind>": "accueil",
            "<slug:fingerprint>": "0" * 64,
            "<str:network>": "therapeute",
            "<month:month>": "2026-03",
            "<mode:mode>": "exact",
            "<format:form>": "csv",
        }.items():
            path = path.replace(argument, value)
        assert "<" not in path, path
        found.append(path)
    return found


def _patterns(resolver, prefix=""):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _patterns(one, prefix + str(one.pattern))
        else:
            yield prefix + str(one.pattern), one.name


def with_password(user: User) -> User:
    with acting_as_system():
        user.set_password(PASSWORD)
        user.save()
    return user


def logged_in(user: User, next_url: str = "") -> tuple[PortalClient, str]:
    """Through the login page; the browser and where it was led."""
    browser = PortalClient()
    typed = {"login": user.email, "password": PASSWORD} | ({"next": next_url} if next_url else {})
    return browser, browser.post(reverse("account_login"), typed).url


def test_no_post_anywhere_without_its_token(people):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.alice, backend="centre.accounts.Backend")
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session.save()
    assert {browser.post(path).status_code for path in addresses()} == {403}


def test_a_password_alone_opens_no_page_of_a_coordinator(people):
    browser, _ = logged_in(with_password(people.alice))
    for path in addresses():
        if path.startswith(OPEN_BEFORE_THE_SECOND_FACTOR):
            continue
        for answer in (browser.get(path), browser.get(path, HTTP_HX_REQUEST="true"), browser.post(path)):
            assert (answer.status_code, answer.url) == (302, reverse("mfa_index")), path


def test_between_the_password_and_the_code_nobody_is_logged_in(people):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(with_password(people.alice), secret)
    browser, led_to = logged_in(people.alice)
    assert led_to == reverse("mfa_authenticate")
    for path in ("/", reverse("referrals:board"), reverse("mfa_index"), reverse("account_change_password")):
        assert browser.get(path).url.startswith(reverse("account_login"))
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert browser.get(reverse("referrals:board")).status_code == 200


@pytest.mark.parametrize("page", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"])
def test_an_unlocked_computer_is_not_enough_to_remove_the_second_factor(people, browser_of, page):
    totp.TOTP.activate(people.alice, totp.generate_totp_secret())
    browser = browser_of(people.alice)
    for answer in (browser.get(reverse(page)), browser.post(reverse(page))):
        assert answer.url.startswith("/comptes/") and "reauthenticate" in answer.url
    assert people.alice.authenticator_set.filter(type="totp").exists()


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_the_login(people, url):
    assert logged_in(with_password(people.victor), url)[1] == "/"


def test_the_session_changes_its_key_at_login(people):
    with_password(people.victor)
    browser = PortalClient()
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.post(reverse("account_login"), {"login": people.victor.email, "password": PASSWORD})
    assert browser.session.session_key != planted


def test_a_new_password_closes_the_other_browsers(people):
    first, _ = logged_in(with_password(people.victor))
    second, _ = logged_in(people.victor)
    assert second.get("/").status_code == 200
    new = PASSWORD + " bis"
    first.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert second.get("/").url.startswith(reverse("account_login"))


def test_the_day_after_the_end_of_an_access_is_the_login_page(people):
    browser, _ = logged_in(with_password(people.victor))
    with acting_as_system():
        User.objects.filter(pk=people.victor.pk).update(ends_on="2020-01-01")
    assert browser.get("/").url.startswith(reverse("account_login"))


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(people):
    answers = []
    for address in (with_password(people.victor).email, "personne@ailleurs.example"):
        asked = PortalClient().post(reverse("account_reset_password"), {"email": address})
        answers.append((asked.status_code, asked.url))
    assert answers[0] == answers[1]
    assert len({message.subject for message in mail.outbox}) == 1


def test_many_passwords_are_slowed_whatever_address_is_claimed(people):
    """`X-Forwarded-For` is typed by whoever asks: it changes nothing to the limit."""
    codes = [
        PortalClient()
        .post(
            reverse("account_login"),
            {"login": f"quelquun{rank}@centre.example", "password": "x"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{rank}",
        )
        .status_code
        for rank in range(45)
    ]
    assert codes[-1] == 429


def test_the_portal_s_own_account_is_nobody_s(people, browser_of):
    portal = User.objects.get(email="systeme@portail.invalid")
    browser = browser_of(people.ada)
    assert browser.get(reverse("account", args=[portal.pk])).status_code == 404
    assert browser.post(reverse("account", args=[portal.pk]), {"end": 1}).status_code == 404
    browser.post(reverse("account", args=[people.ada.pk]), {"grant": 1, "role": "systeme"})
    browser.post(reverse("invite"), {"display_name": "x", "email": "x@x.example", "role": "systeme"})
    assert list(User.objects.filter(grants__role="systeme")) == [portal]


def test_fragments_errors_and_refusals_are_as_strict_as_pages(people, browser_of):
    care = makers.care(people.omar, people.alice, makers.therapist(people.tara), makers.interpreter())
    tara = browser_of(people.tara)
    answers = [
        tara.get(reverse("referrals:care", args=[care.pk]), HTTP_HX_REQUEST="true"),
        tara.get(reverse("referrals:cares_panel"), HTTP_HX_REQUEST="true"),
        tara.get(reverse("referrals:care", args=[uuid.uuid4()])),
        tara.get("/cette-page-n-existe-pas/"),
        tara.post(reverse("referrals:accept_care", args=[care.pk])),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 409]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Frame-Options"] == "DENY" and answer["Referrer-Policy"] == "same-origin"
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert not re.search(r"unsafe|nonce|https?:", policy)


def test_a_stranger_and_nothing_look_the_same(people, browser_of):
    """Another's referral, care or cycle answers as one that does not exist, to the letter."""
    care = makers.care(people.omar, people.alice, makers.therapist(people.tara), makers.interpreter())
    makers.therapist(people.theo)
    nobody = uuid.uuid4()
    for user, name, pk in [
        (people.olga, "referrals:referral", care.referral_id),
        (people.olga, "referrals:withdraw", care.referral_id),
        (people.olga, "referrals:file", care.referral_id),
        (people.theo, "referrals:care", care.pk),
        (people.theo, "referrals:log_session", care.pk),
        (people.theo, "referrals:decline_care", care.pk),
        (make_user("Iris", "interprete"), "referrals:care", care.pk),
    ]:
        browser = browser_of(user)
        for ask in (browser.get, browser.post):
            his, none = (ask(reverse(name, args=[one])) for one in (pk, nobody))
            assert his.status_code == none.status_code in (404, 405), (name, user)
            assert _without_token(his) == _without_token(none)


def _without_token(answer) -> str:
    return re.sub(r'(content|value)="[A-Za-z0-9]{64}"', "", answer.content.decode())
