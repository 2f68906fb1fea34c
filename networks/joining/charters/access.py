"""Whose charter is in force, who accepted it, who has not yet."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery

from centre.models import RoleGrant, User
from networks.choices import Network
from networks.joining.models import Charter, CharterAcceptance


def in_force(day: date) -> dict[str, Charter]:
    """Network → the charter in force."""
    return {
        charter.network: charter for charter in Charter.objects.in_force(day).select_related("written_by")
    }


def charters_of(user: User, day: date) -> list[Charter]:
    """The charters in force of the networks `user` belongs to, each with `accepted_at` (None: not yet)."""
    accepted = CharterAcceptance.objects.filter(charter=OuterRef("pk"), user=user).values("accepted_at")
    return list(
        Charter.objects.in_force(day)
        .filter(network__in=user.codes)
        .annotate(accepted_at=Subquery(accepted[:1]))
    )


def members(day: date):
    """Grants of today in the four networks, of accounts that are open."""
    return RoleGrant.objects.filter(
        Q(until=None) | Q(until__gte=day),
        role__in=Network.values,
        since__lte=day,
        user__is_active=True,
    ).exclude(user__ends_on__lt=day)


def missing_signatures(day: date):
    """Members who have not accepted the charter in force of their network."""
    current = (
        Charter.objects.filter(network=OuterRef("role"), since__lte=day).order_by("-version").values("pk")[:1]
    )
    accepted = CharterAcceptance.objects.filter(charter=OuterRef("charter_now"), user=OuterRef("user"))
    return (
        members(day)
        .annotate(charter_now=Subquery(current))
        .filter(~Exists(accepted), charter_now__isnull=False)
    )


def signatures(charter: Charter, day: date):
    """Members of its network with `accepted_at` (this version) and `last_version` accepted; the unsigned first."""
    mine = CharterAcceptance.objects.filter(user=OuterRef("user"), charter__network=charter.network)
    return (
        members(day)
        .filter(role=charter.network)
        .annotate(
            accepted_at=Subquery(mine.filter(charter=charter).values("accepted_at")[:1]),
            last_version=Subquery(mine.order_by("-charter__version").values("charter__version")[:1]),
        )
        .select_related("user")
        .order_by(F("accepted_at").desc(nulls_first=True), "user__display_name", "pk")
    )
