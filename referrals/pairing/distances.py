"""How far a person is from a therapist, as the crow flies."""

from networks.models import Therapist
from referrals.people.models import Person


def km_between(person: Person, therapist: Therapist) -> int | None:
    """Whole kilometres; None where one of the places is not known."""
    return None
