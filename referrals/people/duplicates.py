"""Perhaps the same person: fingerprints are compared, exactly, never names."""

import re

from django.db.models import Q

from centre.context import acting_as_system
from centre.vault import blind_index
from referrals.people.models import Identity, Person

YEARS_APART = 2  # a year of birth is often approximate
SHOWN = 10


def name_fingerprint(first_name: str, last_name: str = "") -> bytes:
    """Empty without a name. Accents, case and spaces do not count."""
    full_name = f"{first_name} {last_name}".strip()
    return blind_index(full_name) if full_name else b""


def phone_fingerprint(phone: str) -> bytes:
    """Empty without a number. « 06 12… », « 0033 6 12… » and « +33 6 12… » are the same."""
    digits = re.sub(r"\D", "", phone)
    digits = re.sub(r"^(00)?33(?=\d{9}$)", "0", digits)
    return blind_index(digits) if digits else b""


def fingerprints(identity: dict) -> dict:
    """The `name_index` and `phone_index` of an identity typed (its fields by name)."""
    return {
        "name_index": name_fingerprint(identity.get("first_name", ""), identity.get("last_name", "")),
        "phone_index": phone_fingerprint(identity.get("phone", "")),
    }


def seems_known(identity: dict, *, birth_year: int | None) -> bool:
    """Whether somebody of that name or number, of about that age, has a file already. Nothing else is told.

    The portal looks, not the author of the form: she may not see the others' files.
    """
    with acting_as_system():
        return _like(fingerprints(identity), birth_year, bool(identity.get("last_name"))).exists()


def look_alikes(person: Person, known: Identity | None) -> list[Person]:
    """The other people of the name or number of `known`, her identity, of about her age, whom the actor may see."""
    if known is None:
        return []
    marks = {"name_index": bytes(known.name_index), "phone_index": bytes(known.phone_index)}
    found = _like(marks, person.birth_year, bool(known.last_name)).exclude(person=person)
    return [identity.person for identity in found.select_related("person").order_by("person__code")[:SHOWN]]


def _like(marks: dict, birth_year: int | None, has_last_name: bool):
    """Identities of the same name or the same number. A first name alone says little: the year must then be known."""
    about = Q() if birth_year is None else Q(person__birth_year=None) | _about(birth_year)
    named = Q(name_index=marks["name_index"]) if marks["name_index"] else Q(pk__in=[])
    if not has_last_name:
        named &= Q(pk__in=[]) if birth_year is None else _about(birth_year)
    called = Q(phone_index=marks["phone_index"]) if marks["phone_index"] else Q(pk__in=[])
    return Identity.objects.filter(named | called, about, person__erased_on=None)


def _about(birth_year: int) -> Q:
    return Q(person__birth_year__range=(birth_year - YEARS_APART, birth_year + YEARS_APART))
