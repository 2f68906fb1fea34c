"""Who sees and who changes which wish and which session. Row-level security enforces the same."""

from datetime import date

from django.db.models import Q, QuerySet

from centre.models import User
from networks.models import Membership, Structure
from practice_groups.choices import PlacementSessionState as State
from practice_groups.models import Placement, PlacementSession, Wish

ACCEPTING = [State.OPEN, State.PAIRED]  # a wish may join, pairs may change
DECIDED = [State.RUNNING, State.RESTITUTED]  # pairs are known outside the coordination


def is_staff(user: User) -> bool:
    return "coordination" in user.codes


def sessions() -> QuerySet[PlacementSession]:
    return PlacementSession.objects.select_related("confirmed_by")


def current_sessions(today: date) -> QuerySet[PlacementSession]:
    """Sessions that still take wishes, the next ones first."""
    return PlacementSession.objects.filter(
        state__in=[*ACCEPTING, State.RUNNING], ends_on__gte=today
    ).order_by("starts_on", "pk")


def structures_of(user: User, today: date) -> QuerySet[Structure]:
    """The structures in whose name this person makes wishes: any for the coordination; for a host, those where she is
    a member today."""
    found = Structure.objects.open()
    if is_staff(user):
        return found
    if "accueil" not in user.codes:
        return found.none()
    valid = Q(until=None) | Q(until__gte=today)
    places = Membership.objects.filter(valid, user=user, validated_on__lte=today)
    return found.filter(pk__in=places.values("structure"))


def wishes_of(user: User, today: date) -> QuerySet[Wish]:
    """Open wishes that this person may withdraw, with what a row shows: her structure's, and her own."""
    wishes = Wish.objects.living().select_related("session", "structure")
    if is_staff(user):
        return wishes
    return wishes.filter(Q(structure__in=structures_of(user, today)) | Q(user=user))


def wishes_made_by(user: User, today: date) -> QuerySet[Wish]:
    """Wishes that she may correct: those of the structures in whose name she makes wishes."""
    return wishes_of(user, today).filter(structure__in=structures_of(user, today))


def decided_placements() -> QuerySet[Placement]:
    """Placements that the actor may see (row-level security), once their session's pairs are confirmed; without the
    PDF."""
    return (
        Placement.objects.filter(session__state__in=DECIDED)
        .select_related("session", "wish", "host", "own")
        .defer("pdf")
        .order_by("-session__starts_on", "wish__trainee")
    )


def hosts_of(structures, today: date) -> QuerySet[User]:
    """Members of these structures who are mailed about their wishes and placements."""
    valid = Q(until=None) | Q(until__gte=today)
    places = Membership.objects.filter(valid, validated_on__lte=today, structure__closed_on=None)
    if structures is not None:
        places = places.filter(structure__in=structures)
    return User.objects.holding("accueil").filter(pk__in=places.values("user")).order_by("pk")
