"""Who reads what in the annuaire. Row-level security shows a visitor public rows only, whatever is written here."""

from datetime import date, timedelta

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.journal import last_write
from centre.models import User
from networks.choices import Listing
from networks.models import (
    Interpreter,
    Membership,
    NetworkSettings,
    Structure,
    StructureCorrection,
    Therapist,
)


def structures(user: User | None):
    """The open structures this reader finds: all of them for a member, the public ones for a visitor."""
    return Structure.objects.open() if user else Structure.objects.public()


def therapists(user: User | None):
    """Active therapists who agreed to be found by this reader."""
    return Therapist.objects.active().filter(listing__in=_listings(user))


def interpreters(user: User):
    return Interpreter.objects.active().filter(listing__in=_listings(user))


def _listings(user: User | None) -> list[str]:
    return [Listing.MEMBERS, Listing.PUBLIC] if user else [Listing.PUBLIC]


def keeps(user: User, structure: Structure) -> bool:
    """Whether `user` is a validated member of the structure."""
    places = Membership.objects.filter(user=user, structure=structure, until=None)
    return places.filter(validated_on__isnull=False).exists()


def kept_by(user: User):
    """The structures whose sheet she may edit."""
    return structures(user).filter(
        pk__in=Membership.objects.filter(user=user, until=None, validated_on__isnull=False).values(
            "structure"
        )
    )


def may_edit(user: User, structure: Structure) -> bool:
    return user.may("networks") or keeps(user, structure)


def shows_address(user: User, structure: Structure) -> bool:
    """A protected address is shown to the coordination and to the structure's own members."""
    return not structure.sensitive or may_edit(user, structure)


def people_of(structure: Structure):
    """Its validated members, for the coordination."""
    places = Membership.objects.filter(structure=structure, until=None, validated_on__isnull=False)
    return places.select_related("user").order_by("user__display_name")


def stale_before(today: date) -> date:
    """A sheet last verified before this day must be verified again."""
    months = today.year * 12 + today.month - 1 - NetworkSettings.current().verify_months
    first = date(months // 12, months % 12 + 1, 1)
    after = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=today.day - 1), after - timedelta(days=1))


def last_edition(structure: Structure) -> tuple[str, str]:
    """Who last changed the sheet and at what time (« 14 h 02 »), from the journal, which the portal alone reads."""
    with acting_as_system():
        who, when = last_write(structure) or (None, None)
    name = who.display_name if who and who.email != SYSTEM_EMAIL else "quelqu’un d’autre"
    return name, f"{when:%H\u00a0h\u00a0%M}" if when else ""


def pending_corrections():
    return StructureCorrection.objects.filter(handled_at=None).select_related("structure", "by")
