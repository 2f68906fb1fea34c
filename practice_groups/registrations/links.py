"""The private page of somebody who registered online and chose no password: its address is signed, nothing is stored.

It opens while the registration lives and the cycle lasts. Whoever chooses a password, or is given a role that asks
for a second factor, logs in from then on.
"""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from centre.context import acting_as_system
from centre.links import INVALID_LINK
from centre.models import User
from centre.refusals import Refused
from practice_groups.models import Registration
from practice_groups.states import State

_SIGNER = Signer(salt="practice_groups.registrations.link")


def token_of(registration: Registration) -> str:
    return _SIGNER.sign(registration.pk)


def registration_of(token: str, *, at: datetime) -> Registration:
    """The registration behind a link, with its cycle, group and user.

    The refusal is the same for forged, ended and past; an offer that expired is still shown, to say so.
    """
    try:
        pk = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError) as error:
        raise Refused(INVALID_LINK) from error
    with acting_as_system():
        found = Registration.objects.select_related("cycle__group", "user").filter(pk=pk).first()
    if found is None or found.cycle.is_over(at) or found.user.has_ended or _logs_in(found.user):
        raise Refused(INVALID_LINK)
    if not found.is_living and found.state != State.EXPIRED:
        raise Refused(INVALID_LINK)
    return found


def path_of(registration: Registration, page: str) -> str:
    """Where a mail leads: her own page without login; else `page`, named as in the URLs, of the cycle."""
    cycle = registration.cycle
    if _logs_in(registration.user):
        return reverse(page, args=[cycle.pk])
    if registration.is_living:
        return reverse("practice_groups:my_registration", args=[token_of(registration)])
    return reverse("practice_groups:public_cycle" if cycle.group.public else page, args=[cycle.pk])


def turns_of(registration: Registration) -> str:
    """Where her turns wait: her own page without login, else all of them."""
    if _logs_in(registration.user):
        return reverse("practice_groups:my_turns")
    return reverse("practice_groups:my_registration", args=[token_of(registration)])


def _logs_in(user: User) -> bool:
    return user.has_usable_password() or user.needs_second_factor
