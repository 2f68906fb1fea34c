"""What the database says of roles, to statements that no code of the portal writes."""

import pytest
from django.db import DatabaseError, transaction

from centre.context import acting_as, set_actor
from centre.models import RoleGrant
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
