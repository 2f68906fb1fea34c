"""Which mail after which action. Each says that there is news and where; none names a place, a day or a person."""

from collections.abc import Iterable
from datetime import date

from centre.mail import post
from centre.models import User
from referrals.models import Visit
from referrals.outreach import access


def asked(visit: Visit, *, by: User) -> None:
    coordination(visit, by=by)


def coordination(visit: Visit, *, by: User) -> None:
    for coordinator in User.objects.holding("coordination").exclude(pk=by.pk).order_by("pk"):
        post(coordinator, "visit_desk", pk=visit.pk)


def hosts(visit: Visit, *, by: User, today: date) -> None:
    """Everybody who may open it at the structure."""
    for host in access.hosts_of(visit.structure, today).exclude(pk=by.pk):
        post(host, "visit_hosted")


def keepers(users: Iterable[User | None], *, by: User) -> None:
    """Those who go, or went, there; each once."""
    for user in {user.pk: user for user in users if user is not None}.values():
        if user.pk != by.pk:
            post(user, "visit_kept")
