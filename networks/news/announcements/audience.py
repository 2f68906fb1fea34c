"""Whom an announcement reaches, and why: each address once, and never one that refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone

from centre.models import User
from networks.models import (
    Announcement,
    AnnouncementRefusal,
    Contact,
    Interpreter,
    Membership,
    Therapist,
)
from networks.news.contacts import access as contact_file


@dataclass(frozen=True)
class Audience:
    """`members` and `contacts` are written to; the counts say why others are not."""

    members: list[User]
    contacts: list[Contact]
    refused: int
    unasked: int
    twice: int

    @property
    def count(self) -> int:
        return len(self.members) + len(self.contacts)

    def seen(self, announcement: Announcement) -> str:
        """A digest of what is sent and to whom: what was previewed is what is sent."""
        parts = (
            announcement.topic,
            announcement.title,
            announcement.body,
            *(f"m{one.pk}" for one in self.members),
            *(f"c{one.pk}" for one in self.contacts),
        )
        return sha256("\0".join(parts).encode()).hexdigest()


def audience(announcement: Announcement) -> Audience:
    """Computed now: roles held today, closed accounts left out, départements of whoever has one."""
    members = list(_members(announcement.roles, announcement.departements))
    contacts = list(_contacts(announcement.departements)) if announcement.to_contacts else []
    refusing = refusing_addresses()
    kept, seen, refused, unasked, twice = {User: [], Contact: []}, set(), set(), 0, 0
    for one in (*members, *contacts):
        address = one.email.lower()
        if address in refusing:
            refused.add(address)
        elif address in seen:
            twice += 1
        elif isinstance(one, Contact) and one.agreed_on is None:
            unasked += 1
        else:
            seen.add(address)
            kept[type(one)].append(one)
    return Audience(kept[User], kept[Contact], len(refused), unasked, twice)


def refusing_addresses() -> set[str]:
    """Addresses, in lower case, where somebody said no, as a member or as a contact."""
    members = AnnouncementRefusal.objects.values_list("user__email", flat=True)
    contacts = Contact.objects.filter(contact_file.REFUSED).exclude(email="").values_list("email", flat=True)
    return {address.lower() for address in (*members, *contacts)}


def departements_of(user: User) -> set[str] | None:
    """Where a member works: as a professional, or by the structures she belongs to. None: the whole region."""
    therapist = Therapist.objects.filter(user=user).first()
    if therapist is not None and not therapist.departements:
        return None
    interpreter = Interpreter.objects.filter(user=user).first()
    professional = [
        *(therapist.departements if therapist else ()),
        *(interpreter.departements if interpreter else ()),
    ]
    structures = _memberships().filter(user=user).values_list("structure__departement", flat=True)
    return {*professional, *structures} - {""}


def _members(roles: Iterable[str], departements: list[str]):
    today = timezone.localdate()
    found = User.objects.filter(
        Q(grants__until=None) | Q(grants__until__gte=today),
        Q(ends_on=None) | Q(ends_on__gte=today),
        grants__role__in=list(roles),
        grants__since__lte=today,
        is_active=True,
    )
    if departements:
        there = Q(departements__overlap=departements)
        found = found.filter(
            Q(pk__in=Therapist.objects.filter(there | Q(departements=[])).exclude(user=None).values("user"))
            | Q(pk__in=Interpreter.objects.filter(there).exclude(user=None).values("user"))
            | Q(pk__in=_memberships().filter(structure__departement__in=departements).values("user"))
        )
    return found.distinct().order_by("pk")


def _memberships():
    today = timezone.localdate()
    return Membership.objects.filter(Q(until=None) | Q(until__gte=today))


def _contacts(departements: list[str]):
    """Every contact with an address, whatever she said: the audience says whom it leaves out, and why."""
    found = Contact.objects.exclude(email="")
    if departements:
        found = found.filter(
            Q(departement__in=departements) | Q(departement="", structure__departement__in=departements)
        )
    return found.order_by("pk")
