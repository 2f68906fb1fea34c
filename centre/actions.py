"""Every write of the ground floor, one verb each."""

from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from centre import mail
from centre.context import acting_as
from centre.links import INVALID_LINK, fingerprint, new_token
from centre.models import Invitation, RoleGrant, Settings, User
from centre.refusals import Refused
from centre.roles import ROLES

INVITATION_LIFE = timedelta(hours=72)


@transaction.atomic
def invite(*, email: str, display_name: str, role: str, by: User, at: datetime) -> Invitation:
    """Invite somebody to one role; the mail carries a link that works once, for 72 hours."""
    email = email.lower()
    _refuse_unless_giver(role, by=by)
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("Cette adresse a déjà un compte : ajoutez-lui le rôle depuis sa fiche.", field="email")
    token = new_token()
    invitation = Invitation.objects.create(
        email=email,
        display_name=display_name,
        role=role,
        token_hash=fingerprint(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LIFE,
    )
    mail.post(email, "invitation", name=display_name, token=token)
    _tell_coordination(role, name=display_name)
    return invitation


def pending_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link. Unknown, used and expired links get the same refusal."""
    found = Invitation.objects.filter(
        token_hash=fingerprint(token), accepted_at=None, expires_at__gt=at
    ).first()
    if found is None or not found.invited_by.is_active or not _may_give(found.role, found.invited_by):
        raise Refused(INVALID_LINK)
    return found


@transaction.atomic
def accept(token: str, *, display_name: str, password: str, at: datetime) -> User:
    """Create the invited account with its role."""
    Invitation.objects.select_for_update().filter(token_hash=fingerprint(token)).first()
    invitation = pending_invitation(token, at=at)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(INVALID_LINK)
    user = User(email=invitation.email, display_name=display_name)
    user.set_password(password)
    with acting_as(invitation.invited_by):  # nobody is logged in yet: the journal names who opened the door
        user.save()
        RoleGrant.objects.create(
            user=user, role=invitation.role, since=timezone.localdate(at), granted_by=invitation.invited_by
        )
        invitation.accepted_at, invitation.accepted_by = at, user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    return user


def choose_language(*, language: str, by: User, at: datetime) -> User:
    """The language of her pages, where they speak it, and of her mails."""
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
    return by


@transaction.atomic
def grant(user: User, *, role: str, until: date | None = None, by: User, at: datetime) -> RoleGrant:
    """Give somebody else a role, or move the end of one already held."""
    today = timezone.localdate(at)
    _refuse_unless_giver(role, by=by)
    if user.pk == by.pk:
        raise Refused(
            "Un rôle se reçoit de quelqu’un d’autre : demandez-le à une autre personne de l’administration.",
            field="role",
        )
    if until is not None and until < today:
        raise Refused("La date de fin est déjà passée.", field="until")
    granted = RoleGrant.objects.update_or_create(
        user=user, role=role, defaults={"since": today, "until": until, "granted_by": by}
    )[0]
    _tell_coordination(role, name=user.display_name)
    return granted


def _may_give(role: str, user: User) -> bool:
    return role in ROLES and ROLES[role].may_be_given_by(user)


def _refuse_unless_giver(role: str, *, by: User) -> None:
    if not _may_give(role, by):
        raise Refused("Vous ne pouvez pas donner ce rôle : demandez-le à l’administration.", field="role")


def _tell_coordination(role: str, *, name: str) -> None:
    """Tell those who can already read every file that somebody else now can."""
    if ROLES[role].sees_named_files and role != "orienteur":
        for coordinator in User.objects.holding("coordination"):
            mail.post(coordinator, "access_granted", name=name, role=ROLES[role].label)


@transaction.atomic
def end_access(user: User, *, by: User, at: datetime) -> None:
    """Close an account now: its next request is the login page."""
    if user.pk == by.pk:
        raise Refused(
            "Vous ne pouvez pas fermer votre propre compte : demandez à quelqu’un d’autre de l’administration."
        )
    user.is_active = False
    user.ends_on = timezone.localdate(at)
    user.save(update_fields=["is_active", "ends_on"])


@transaction.atomic
def change_settings(*, by: User, at: datetime, **values) -> Settings:
    """Change the centre's settings; every web process uses them within a minute."""
    Settings.objects.filter(pk=1).update(**values)
    transaction.on_commit(lambda: cache.delete("centre.settings"))
    return Settings.objects.get()
