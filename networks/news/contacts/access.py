"""The contact file: professionals met at the network's activities. The coordination alone reads it."""

from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from networks.choices import Presence
from networks.models import Contact

AGREED = Q(agreed_on__isnull=False, refused_on=None)  # a refusal wins over any agreement
REFUSED = Q(refused_on__isnull=False)
UNKNOWN = Q(agreed_on=None, refused_on=None)


def contacts() -> QuerySet[Contact]:
    """Contacts with their structure, how many times they came (`came`) and when last (`last_came`)."""
    present = Q(attendances__presence=Presence.PRESENT)
    return (
        Contact.objects.select_related("structure")
        .annotate(
            came=Count("attendances", filter=present),
            last_came=Max("attendances__activity__starts_on", filter=present),
        )
        .order_by("name", "pk")
    )


def attendances_of(contact: Contact):
    """Where she came, or was expected, the latest first."""
    return contact.attendances.select_related("activity").order_by("-activity__starts_on", "-pk")


def agreed(found: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those who may be written to."""
    return found.filter(AGREED).exclude(email="")


def others(contact: Contact, text: str) -> QuerySet[Contact]:
    """Whom `contact` may be the same person as: by name or address."""
    return contacts().exclude(pk=contact.pk).filter(Q(name__icontains=text) | Q(email__icontains=text))


def years(last: date) -> list[int]:
    """The years that an attendance may be of."""
    return list(range(last.year, last.year - 8, -1))
