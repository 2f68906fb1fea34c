"""What the database says of roles, to statements that no code of the portal writes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, set_actor
from centre.models import Invitation, RoleGrant, User
from centre.roles import ROLES

NETWORKS = {"therapeute", "interprete", "ambassadeur", "benevole", "ecoutant"}


def given(giver, receiver, role: str) -> bool:
    try:
        with transaction.atomic(), acting_as(giver):
            RoleGrant.objects.create(user=receiver, role=role, granted_by=giver)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_who_gives_which_role(people, role):
    alice, ada, victor, omar = people.alice, people.ada, people.victor, people.omar
    for giver in (alice, ada, victor):
        assert not given(giver, giver, role), f"{giver} gives herself {role}"
    assert not given(victor, omar, role)
    RoleGrant.objects.filter(user=omar).delete()
    assert given(alice, omar, role) == (role in NETWORKS)
    RoleGrant.objects.filter(user=omar).delete()
    assert given(ada, omar, role) == (role != "systeme")


def test_nobody_lengthens_her_own_role(people):
    victor = people.victor
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(victor):
        RoleGrant.objects.filter(user=victor).update(role="coordination")


def test_without_an_actor_no_role_is_given(people):
    omar = people.omar
    set_actor(None)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleGrant.objects.create(user=omar, role="coordination")


# ── Accounts and invitations ────────────────────────────────────────────────────────────────────


def changed(actor, rows, **facts) -> int:
    """How many rows her own statement changes; -1 when the database refuses it."""
    try:
        with transaction.atomic():
            set_actor(actor and actor.pk)
            return rows.update(**facts)
    except DatabaseError:
        return -1


def removed(actor, rows) -> int:
    try:
        with transaction.atomic(), acting_as(actor), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {rows.model._meta.db_table} WHERE id = %s", [rows.get().pk])
            return cursor.rowcount
    except DatabaseError:
        return -1


HERS = {"password": "x"}, {"email": "victor@ailleurs.example"}, {"display_name": "Victor"}


@pytest.mark.parametrize("facts", HERS, ids=str)
def test_nobody_writes_another_s_account(people, facts):
    omar = User.objects.filter(pk=people.omar.pk)
    assert {changed(who, omar, **facts) for who in (people.victor, people.alice, people.ada)} == {-1}
    before = omar.values().get()
    assert changed(people.victor, User.objects.all(), **facts) == -1
    assert omar.values().get() == before


def test_an_account_is_closed_or_prolonged_by_the_administration_alone_and_never_by_its_holder(people):
    omar = User.objects.filter(pk=people.omar.pk)
    for facts in ({"is_active": False}, {"ends_on": "2099-01-01"}):
        assert {changed(who, omar, **facts) for who in (people.victor, people.alice, people.omar, None)} == {
            -1
        }
        assert changed(people.ada, omar, **facts) == 1
        assert changed(people.ada, User.objects.filter(pk=people.ada.pk), **facts) == -1


def test_her_password_and_her_language_are_hers_and_the_login_page_s(people):
    omar = User.objects.filter(pk=people.omar.pk)
    assert changed(people.omar, omar, password="x", language="nl") == 1
    assert changed(None, omar, password="y", last_login=timezone.now()) == 1


def test_no_statement_removes_an_account_or_a_role(people):
    of_omar = RoleGrant.objects.filter(user=people.omar)
    for who in (people.victor, people.alice, people.ada, people.omar):
        assert removed(who, of_omar) == -1
        assert removed(who, User.objects.filter(pk=people.omar.pk)) == -1


def invitation(role="administration", **facts) -> Invitation:
    now = timezone.now()
    facts = {"token_hash": b"known", "invited_at": now, "expires_at": now + timedelta(hours=72)} | facts
    return Invitation(email="moi@ailleurs.example", display_name="Moi", role=role, **facts)


def invited(actor, **facts) -> bool:
    try:
        with transaction.atomic():
            set_actor(actor and actor.pk)
            invitation(**facts).save(force_insert=True)
    except DatabaseError:
        return False
    return True


def test_nobody_invites_herself_to_a_role_under_the_name_of_another(people):
    """An account of the administration would be one link away from any forgotten check."""
    for who in (people.victor, people.alice, people.felix, None):
        assert not invited(who, invited_by=people.ada)
    assert not invited(people.alice, invited_by=people.alice)
    assert not invited(people.victor, invited_by=people.victor, role="benevole")
    late = timezone.now() + timedelta(days=30)
    assert not invited(people.ada, invited_by=people.ada, expires_at=late)
    assert not invited(people.ada, invited_by=people.ada, accepted_at=late, accepted_by=people.victor)
    assert invited(people.ada, invited_by=people.ada)


def test_an_invitation_changes_neither_its_role_nor_its_address(people):
    with acting_as(people.alice):
        invitation(role="benevole", invited_by=people.alice).save(force_insert=True)
    sent = Invitation.objects.all()
    longer = {"expires_at": timezone.now() + timedelta(days=9)}
    for facts in ({"role": "coordination"}, {"email": "a@b.example"}, {"token_hash": b"other"}, longer):
        assert {changed(who, sent, **facts) for who in (people.victor, people.alice, people.ada)} == {-1}
    assert removed(people.alice, sent) == -1
    assert changed(people.victor, sent, expires_at=timezone.now()) == -1
    assert changed(people.alice, sent, expires_at=timezone.now()) == 1
