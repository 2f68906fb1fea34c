"""Getting in and being put out: by invitation, once, in time; out at the next request."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from centre import actions
from centre.context import acting_as, acting_as_system
from centre.mail import send_waiting
from centre.models import Invitation, OutgoingMail, User
from centre.refusals import Refused
from centre.roles import ROLES
from tests.people import browser_of


@pytest.fixture
def link(people):
    """The link that Ada's invitation mailed to Nora."""
    answer = browser_of(people.ada).post(
        reverse("invite"), {"display_name": "Nora", "email": "Nora@centre.example", "role": "therapeute"}
    )
    assert answer.status_code == 302
    send_waiting()
    (sent,) = mail.outbox
    assert sent.to == ["nora@centre.example"]
    return re.search(r"/comptes/invitation/\S+", sent.body)[0]


def test_the_link_shows_and_the_button_creates(link):
    visitor = browser_of()
    assert "Thérapeute" in visitor.get(link).content.decode()
    assert not User.objects.filter(email="nora@centre.example").exists()
    visitor.post(link, {"display_name": "Nora", "password": "une phrase qui se retient"})
    nora = User.objects.get(email="nora@centre.example")
    assert nora.codes == ["therapeute"] and nora.check_password("une phrase qui se retient")


def test_a_used_an_expired_and_an_unknown_link_say_the_same(link):
    visitor = browser_of()
    typed = {"display_name": "Nora", "password": "une phrase qui se retient"}
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False):
        expired = visitor.get(link)
    visitor.post(link, typed)
    answers = [expired, visitor.get(link), visitor.post(link, typed), visitor.get(link[:-2] + "x/")]
    assert {answer.status_code for answer in answers} == {409}
    assert all("Ce lien n’est plus valable" in answer.content.decode() for answer in answers)


def test_a_weak_password_is_refused_and_nothing_is_made(link):
    answer = browser_of().post(link, {"display_name": "Nora", "password": "court"})
    assert "12" in answer.content.decode() and Invitation.objects.get().accepted_at is None


def test_nobody_signs_up_alone(db):
    answer = browser_of().post(
        "/comptes/signup/", {"email": "x@centre.example", "password1": "une longue phrase"}
    )
    assert not User.objects.filter(email="x@centre.example").exists()
    assert answer.status_code == 404


def test_no_link_is_mailed_to_log_in(db):
    assert browser_of().post("/comptes/login/code/", {"email": "a@centre.example"}).status_code == 404
    assert mail.outbox == []


def test_a_closed_account_is_out_at_its_next_request(people):
    tara = browser_of(people.tara)
    assert tara.get(reverse("home")).status_code == 200
    browser_of(people.ada).post(reverse("account", args=[people.tara.pk]), {"end": "1"})
    answer = tara.get(reverse("home"))
    assert answer.status_code == 302 and answer.url.startswith("/comptes/login/")


def test_thirty_idle_minutes_end_a_session(people):
    alice = browser_of(people.alice)
    alice.get(reverse("home"))
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert alice.get(reverse("home")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert alice.get(reverse("home")).status_code == 302


def test_twelve_hours_end_a_session_however_busy(people):
    alice = browser_of(people.alice)
    alice.get(reverse("home"))
    start = timezone.now()
    for quarter in range(1, 26):
        with time_machine.travel(start + timedelta(minutes=29 * quarter)):
            last = alice.get(reverse("home")).status_code
    assert last == 302


def test_named_files_ask_for_a_second_factor(people):
    alice = browser_of(people.alice)
    session = alice.session
    del session["account_authentication_methods"]
    session.save()
    answer = alice.get(reverse("referrals:board"))
    assert answer.status_code == 302 and answer.url == reverse("mfa_index")


def test_a_volunteer_needs_no_second_factor(people):
    victor = browser_of(people.victor)
    session = victor.session
    del session["account_authentication_methods"]
    session.save()
    assert victor.get(reverse("home")).status_code == 200


def test_nobody_closes_her_own_account(people):
    with acting_as_system(), pytest.raises(Refused, match="propre compte"):
        actions.end_access(people.ada, by=people.ada, at=timezone.now())


def test_pages_carry_the_strict_policy(people):
    policy = browser_of(people.alice).get(reverse("home"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_health_says_what_is_missing(db):
    answer = browser_of().get(reverse("healthz"))  # no worker runs beside the tests
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["worker"]) == ("ok", "absent")


def test_a_new_portal_invites_its_first_administrator_and_only_her(db, capsys):
    call_command("invite_first", "nora@centre.example", "Nora")
    link = re.search(r"/comptes/invitation/\S+", capsys.readouterr().out)[0]
    browser_of().post(link, {"display_name": "Nora", "password": "une phrase qui se retient"})
    assert User.objects.get(email="nora@centre.example").codes == ["administration"]
    with pytest.raises(CommandError, match="déjà une administration"):
        call_command("invite_first", "autre@centre.example", "Autre")


# ── Who may give which role ─────────────────────────────────────────────────────────────────────

NETWORK_ROLES = {"therapeute", "interprete", "ambassadeur", "benevole", "ecoutant"}


def _invites(author, role):
    with acting_as(author):
        return actions.invite(
            email="nora@centre.example", display_name="Nora", role=role, by=author, at=timezone.now()
        )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("who", ["alice", "ada", "tara", "victor"])
def test_each_role_is_given_by_those_who_may(people, who, role):
    author = getattr(people, who)
    may = ROLES[role].grantable and (who == "ada" or (who == "alice" and role in NETWORK_ROLES))
    if may:
        assert _invites(author, role).role == role
        with acting_as(author):
            assert actions.grant(people.omar, role=role, by=author, at=timezone.now()).role == role
        return
    with pytest.raises(Refused, match="Vous ne pouvez pas donner ce rôle"):
        _invites(author, role)
    with acting_as(author), pytest.raises(Refused, match="Vous ne pouvez pas donner ce rôle"):
        actions.grant(people.omar, role=role, by=author, at=timezone.now())
    assert not Invitation.objects.exists() and not people.omar.grants.filter(granted_by=author).exists()


def _token() -> str:
    return re.search(
        r"/comptes/invitation/([^/]+)/", OutgoingMail.objects.get(to="nora@centre.example").body
    )[1]


def test_the_coordination_lets_somebody_in(people):
    _invites(people.alice, "interprete")
    nora = actions.accept(
        _token(), display_name="Nora", password="une phrase qui se retient", at=timezone.now()
    )
    assert nora.codes == ["interprete"] and nora.grants.get().granted_by == people.alice


def test_an_invitation_opens_no_more_than_its_author_may_give(people):
    """Whoever wrote « administration » into a coordinator's invitation, past the database itself, has a dead link."""
    _invites(people.alice, "interprete")
    assert actions.pending_invitation(_token(), at=timezone.now())
    with acting_as_system():
        Invitation.objects.update(role="administration")
    with pytest.raises(Refused, match="n’est plus valable"):
        actions.pending_invitation(_token(), at=timezone.now())


def test_a_coordinator_does_not_open_the_accounts_page(people):
    alice = browser_of(people.alice)
    assert alice.get(reverse("invite")).status_code == alice.get(reverse("accounts")).status_code == 404


def test_who_lost_her_phone_sets_up_another_factor_and_her_sessions_end(people):
    browser = browser_of(people.alice)
    assert browser.get(reverse("home")).status_code == 200
    call_command("forget_second_factor", people.alice.email.upper())
    assert "login" in browser.get(reverse("home")).url  # whoever took the phone sets up nothing
    again = browser_of()
    again.force_login(people.alice, backend="centre.accounts.Backend")
    assert again.get(reverse("home")).url == reverse("mfa_index")
    with pytest.raises(CommandError, match="Aucun compte ouvert"):
        call_command("forget_second_factor", "personne@centre.example")
