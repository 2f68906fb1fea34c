"""Exactly whom an announcement reaches, against a naive oracle that reads people one by one."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as_system
from centre.models import RoleGrant, User
from networks.models import (
    Announcement,
    AnnouncementRefusal,
    Contact,
    Interpreter,
    Membership,
    Structure,
    Therapist,
)
from networks.news.announcements.audience import audience
from tests.people import make_user

PLACES = ["30", "34", "11"]
ROLES = ["benevole", "therapeute", "interprete", "orienteur"]
ADDRESSES = [f"personne{number}@centre.example" for number in range(6)]
PAST = date(2021, 1, 1)
places = st.lists(st.sampled_from(PLACES), max_size=2, unique=True)


@dataclass
class Member:
    address: str
    roles: list[str]
    past_role: bool
    active: bool
    ended: bool
    refuses: bool
    therapist: list[str] | None
    interpreter: list[str] | None
    structure: str | None
    left: bool


@dataclass
class Known:
    address: str
    agreed: bool
    refused: bool
    departement: str
    structure: str | None


@dataclass
class World:
    members: list[Member] = field(default_factory=list)
    contacts: list[Known] = field(default_factory=list)


members = st.builds(
    Member,
    address=st.sampled_from(ADDRESSES),
    roles=st.lists(st.sampled_from(ROLES), max_size=2, unique=True),
    past_role=st.sampled_from([False, False, True]),
    active=st.sampled_from([True, True, True, False]),
    ended=st.sampled_from([False, False, True]),
    refuses=st.sampled_from([False, False, True]),
    therapist=st.none() | places,
    interpreter=st.none() | places,
    structure=st.none() | st.sampled_from(PLACES),
    left=st.booleans(),
)
contacts = st.builds(
    Known,
    address=st.sampled_from(["", *ADDRESSES]),
    agreed=st.booleans(),
    refused=st.sampled_from([False, False, True]),
    departement=st.sampled_from(["", *PLACES]),
    structure=st.none() | st.sampled_from(PLACES),
)
worlds = st.builds(
    World,
    st.lists(members, max_size=5, unique_by=lambda one: one.address),
    st.lists(contacts, max_size=5, unique_by=lambda one: one.address or uuid4()),
)


def works_in(member: Member, wanted: list[str]) -> bool:
    there = set(member.interpreter or [])
    if member.therapist is not None:
        there |= set(member.therapist or PLACES)
    if member.structure and not member.left:
        there.add(member.structure)
    return not wanted or bool(there & set(wanted))


def expected(world: World, roles: list[str], wanted: list[str], to_contacts: bool) -> set[str]:
    """Address by address: who has a reason to receive it, and nobody at that address said no."""
    reached = set()
    for address in ADDRESSES:
        here = [one for one in world.members if one.address == address]
        known = [one for one in world.contacts if one.address == address]
        if any(one.refuses for one in here) or any(one.refused for one in known):
            continue
        for one in here:
            held = set(one.roles if not one.past_role else [])
            if one.active and not one.ended and held & set(roles) and works_in(one, wanted):
                reached.add(address)
        for one in known:
            where = one.departement or one.structure
            if to_contacts and one.agreed and (not wanted or where in wanted):
                reached.add(address)
    return reached


def build(world: World) -> None:
    structures = {
        place: Structure.objects.create(name=f"{place} {uuid4()}", departement=place) for place in PLACES
    }
    for one in world.members:
        user = User.objects.create(
            email=one.address,
            display_name="x",
            password="!",
            is_active=one.active,
            ends_on=PAST if one.ended else None,
        )
        for role in one.roles:
            until = PAST if one.past_role else None
            RoleGrant.objects.create(user=user, role=role, since="2020-01-01", until=until)
        if one.refuses:
            AnnouncementRefusal.objects.create(user=user, since=PAST)
        if one.therapist is not None:
            Therapist.objects.create(code=str(uuid4()), user=user, departements=one.therapist)
        if one.interpreter is not None:
            Interpreter.objects.create(code=str(uuid4()), user=user, departements=one.interpreter)
        if one.structure:
            until = PAST if one.left else None
            Membership.objects.create(user=user, structure=structures[one.structure], until=until)
    for one in world.contacts:
        Contact.objects.create(
            name="x",
            email=one.address.upper(),
            agreed_on=PAST if one.agreed and one.address else None,
            refused_on=PAST if one.refused else None,
            departement=one.departement,
            structure=structures.get(one.structure),
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(
    worlds,
    st.lists(st.sampled_from(ROLES), max_size=3, unique=True),
    places,
    st.booleans(),
)
def test_it_reaches_exactly_those_it_should_each_once(portal, world, roles, wanted, to_contacts):
    with acting_as_system(), transaction.atomic():
        build(world)
        announcement = Announcement(
            topic="droit", title="x", body="x", roles=roles, departements=wanted, to_contacts=to_contacts
        )
        found = audience(announcement)
        addresses = [one.email.lower() for one in (*found.members, *found.contacts)]
        assert sorted(addresses) == sorted(expected(world, roles, wanted, to_contacts))
        assert found.count == len(addresses)
        transaction.set_rollback(True)


def test_the_oracle_finds_somebody(portal):
    """The property above is not about empty sets."""
    make_user("Victor", "benevole")
    found = audience(Announcement(roles=["benevole"], departements=[], to_contacts=False))
    assert found.count == 1 and timezone.localdate() > PAST
