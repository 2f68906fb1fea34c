"""The account of whoever registers without one: found by its address, made when there is none, let in."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.models import RoleGrant, User
from centre.refusals import Refused


def account_of(email: str) -> User | None:
    return User.objects.with_roles().filter(email__iexact=email).first()


def account_for(email: str, *, display_name: str, language: str, granted_by: User, at: datetime) -> User:
    """The account of this address, without password if it is new; it may register. Called in the portal's own name."""
    user = account_of(email)
    if user is None:
        user = User(email=email, display_name=display_name, language=language, date_joined=at)
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:  # two links of one address pressed at once
            user = account_of(email)
    if user.has_ended:
        raise Refused(_("Le compte de cette adresse est fermé : écrivez au centre de ressources."))
    if user.may("register"):
        return user
    RoleGrant.objects.update_or_create(
        user=user,
        role="participant",
        defaults={"since": timezone.localdate(at), "until": None, "granted_by": granted_by},
    )
    return User.objects.with_roles().get(pk=user.pk)
