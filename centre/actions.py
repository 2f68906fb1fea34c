"""Every write of the ground floor, one verb each."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from centre import mail
from centre.context import acting_as
from centre.models import Invitation, RoleGrant, User
from centre.refusals import Refused

INVITATION_LIFE = timedelta(hours=72)
INVALID_LINK = "Ce lien n’est plus valable. Demandez-en un nouveau."


def _fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def invite(*, email: str, display_name: str, role: str, by: User, at: datetime) -> Invitation:
    """Invite somebody to one role; the mail carries a link that works once, for 72 hours."""
    email = email.lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("Cette adresse a déjà un compte : ajoutez-lui le rôle depuis sa fiche.", field="email")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        display_name=display_name,
        role=role,
        token_hash=_fingerprint(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LIFE,
    )
    mail.post(email, "invitation", name=display_name, token=token)
    return invitation


def pending_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link; the refusal is the same for unknown, used and expired."""
    found = Invitation.objects.filter(
        token_hash=_fingerprint(token), accepted_at=None, expires_at__gt=at
    ).first()
    if found is None:
        raise Refused(INVALID_LINK)
    return found


@transaction.atomic
def accept(token: str, *, display_name: str, password: str, at: datetime) -> User:
    """Create the invited account with its role."""
    invitation = pending_invitation(token, at=at)
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(INVALID_LINK)
    user = User(email=invitation.email, display_name=display_name)
    user.set_password(password)
    with acting_as(invitation.invited_by):  # nobody is logged in yet: the journal names who opened the door
        user.save()
        RoleGrant.objects.create(
            user=user, role=invitation.role, since=at.date(), granted_by=invitation.invited_by
        )
        invitation.accepted_at, invitation.accepted_by = at, user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    return user


@transaction.atomic
def grant(user: User, *, role: str, until: date | None = None, by: User, at: datetime) -> RoleGrant:
    """Give a role, or move the end of one already held."""
    today = at.date()
    if until is not None and until < today:
        raise Refused("La date de fin est déjà passée.", field="until")
    return RoleGrant.objects.update_or_create(
        user=user, role=role, defaults={"since": today, "until": until, "granted_by": by}
    )[0]


@transaction.atomic
def end_access(user: User, *, by: User, at: datetime) -> None:
    """Close an account now: its next request is the login page."""
    if user.pk == by.pk:
        raise Refused("Vous ne pouvez pas fermer votre propre compte : demandez à une collègue.")
    user.is_active = False
    user.ends_on = at.date()
    user.save(update_fields=["is_active", "ends_on"])
