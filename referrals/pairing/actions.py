"""Writes about what pairing weighs and whom it never brings together."""

from datetime import datetime

from django.db import IntegrityError, transaction

from centre.models import User
from centre.refusals import Refused
from networks.models import Interpreter, Therapist
from referrals.models import Exclusion, PairingSettings, Person

ALREADY = "Cette exclusion est déjà notée."


@transaction.atomic
def exclude(
    person: Person,
    *,
    therapist: Therapist | None,
    interpreter: Interpreter | None,
    reason: str,
    by: User,
    at: datetime,
) -> Exclusion:
    """Never bring this person and this professional together again; what is already under way is not undone."""
    if (therapist is None) == (interpreter is None):
        field = "therapist" if therapist is None else "interpreter"
        raise Refused("Choisissez un thérapeute ou un interprète, l’un des deux.", field=field)
    if Person.objects.filter(pk=person.pk).exclude(erased_on=None).exists():
        raise Refused("Cette personne a été effacée : rien ne s’écrit plus à son sujet.")
    try:
        with transaction.atomic():
            return Exclusion.objects.create(
                person=person,
                therapist=therapist,
                interpreter=interpreter,
                reason=reason,
                added_by=by,
                added_at=at,
            )
    except IntegrityError as error:
        if "one_exclusion_each" not in str(error):
            raise
        raise Refused(ALREADY, field="therapist" if therapist else "interpreter") from error


@transaction.atomic
def remove_exclusion(exclusion: Exclusion, *, by: User, at: datetime) -> None:
    """Idempotent."""
    Exclusion.objects.filter(pk=exclusion.pk).delete()


@transaction.atomic
def change_pairing(*, by: User, at: datetime, **weights: int) -> PairingSettings:
    """Replace the weights; each change is journalled."""
    current = PairingSettings.objects.select_for_update().get(pk=1)
    for name, value in weights.items():
        setattr(current, name, value)
    current.save(update_fields=list(weights))
    return current
