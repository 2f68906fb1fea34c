"""The private URL of somebody's calendar: created, replaced, revoked. The secret is shown once, never stored."""

from datetime import datetime

from django.db import transaction

from centre.context import acting_as_system
from centre.links import fingerprint, new_token
from centre.models import User
from networks.models import CalendarLink


@transaction.atomic
def create_link(*, by: User, at: datetime) -> str:
    """A new URL for `by`, replacing the previous one; returns its secret."""
    User.objects.select_for_update(of=("self",), no_key=True).get(
        pk=by.pk
    )  # pressed twice, the last one holds
    revoke_link(by=by, at=at)
    token = new_token()
    CalendarLink.objects.create(user=by, token_hash=fingerprint(token), created_at=at)
    return token


@transaction.atomic
def revoke_link(*, by: User, at: datetime) -> bool:
    """Revoke the URL; returns whether there was one."""
    return bool(CalendarLink.objects.filter(user=by, revoked_at=None).update(revoked_at=at))


def owner_of(token: str) -> User | None:
    """Whose URL this is; None if unknown, revoked, or if the owner may no longer have one."""
    with acting_as_system():
        link = CalendarLink.objects.filter(token_hash=fingerprint(token), revoked_at=None).first()
        owner = User.objects.with_roles().filter(pk=link.user_id).first() if link else None
    return None if owner is None or owner.has_ended or not owner.may("register") else owner
