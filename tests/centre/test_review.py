"""What an attack once found about accounts and the journal, and must not find again."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre import actions, mail
from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail, RoleGrant
from centre.refusals import Refused
from tests.people import browser_of


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "login/code/confirm/", "password/set/", "signup/"]
)
def test_doors_of_the_account_library_that_stay_shut(people, path):
    for browser in (browser_of(), browser_of(people.alice)):
        assert browser.get(f"/comptes/{path}").status_code == 404
        assert browser.post(f"/comptes/{path}").status_code == 404


@pytest.mark.parametrize(
    "name", ["usersessions_list", "account_change_password", "referrals:board", "accounts"]
)
@pytest.mark.parametrize("who", ["alice", "ada", "anne"])
def test_nothing_opens_before_the_second_factor(people, who, name):
    user = getattr(people, who)
    browser = browser_of(user)
    Authenticator.objects.filter(user=user).delete()
    answer = browser.get(reverse(name))
    assert answer.status_code == 302 and answer.url == reverse("mfa_index")


def test_nobody_gives_herself_a_role(people):
    answer = browser_of(people.ada).post(
        reverse("account", args=[people.ada.pk]), {"grant": "1", "role": "coordination"}
    )
    assert "autre personne de l’administration" in answer.content.decode()
    assert not RoleGrant.objects.filter(user=people.ada, role="coordination").exists()


def test_who_will_read_files_is_announced_to_those_who_do(people):
    with acting_as(people.ada):
        actions.grant(people.victor, role="coordination", by=people.ada, at=timezone.now())
    with acting_as(people.ada):
        assert people.alice
        actions.grant(people.anne, role="therapeute", by=people.ada, at=timezone.now())
    assert OutgoingMail.objects.filter(to=people.alice.email).count() == 1


def test_the_invitation_of_somebody_put_out_is_worth_nothing(people):
    with acting_as(people.ada):
        actions.invite(
            email="nora@centre.example",
            display_name="Nora",
            role="coordination",
            by=people.ada,
            at=timezone.now(),
        )
    body = OutgoingMail.objects.get(to="nora@centre.example").body
    token = body.split("/comptes/invitation/")[1].split("/")[0]
    with acting_as_system():
        people.ada.is_active = False
        people.ada.save()
    with pytest.raises(Refused):
        actions.pending_invitation(token, at=timezone.now() + timedelta(minutes=1))


def test_a_sent_mail_keeps_no_text_and_a_waiting_one_is_encrypted(people):
    mail.post("nora@centre.example", "invitation", name="D’Artagnan & fils", token="secret-token")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM centre_outgoingmail")
        assert b"secret-token" not in bytes(cursor.fetchone()[0])
    from django.core.mail import outbox

    mail.send_waiting()
    assert "D’Artagnan & fils" in outbox[0].body and "secret-token" in outbox[0].body
    assert OutgoingMail.objects.get().body == ""


def test_a_refusal_never_leads_elsewhere(db):
    answer = browser_of().get("/comptes/invitation/zzz/", headers={"referer": "https://evil.example/x"})
    assert answer.status_code == 409 and "evil.example" not in answer.content.decode()


def test_nobody_writes_history_in_another_name(people):
    with (
        acting_as(people.victor),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO centre_rolegrantwriteevent (pgh_created_at, pgh_label, actor_id, id, role, since, user_id)"
            " VALUES (now(), 'insert', %s, 99, 'coordination', now(), %s)",
            [people.ada.pk, people.victor.pk],
        )


def test_no_temporary_table_stands_in_front_of_a_real_one(people):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE centre_rolegrant (user_id bigint)")


def test_secrets_of_the_second_factor_are_not_in_clear(people):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(people.alice, "JBSWY3DPEHPK3PXP")
    stored = Authenticator.objects.get(user=people.alice, type="totp").data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert TOTP(Authenticator.objects.get(user=people.alice, type="totp")).instance is not None
