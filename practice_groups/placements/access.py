"""Who sees and who writes which wish and which session. Row-level security says the same in the database."""

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
    """Those that somebody may still think of when she makes a wish: the next ones first."""
    return PlacementSession.objects.filter(
        state__in=[*ACCEPTING, State.RUNNING], ends_on__gte=today
    ).order_by("starts_on", "pk")


def structures_of(user: User, today: date) -> QuerySet[Structure]:
    """The structures in whose name this person makes wishes: the coordination any, a host where she works today."""
    found = Structure.objects.open()
    if is_staff(user):
        return found
    if "accueil" not in user.codes:
        return found.none()
    valid = Q(until=None) | Q(until__gte=today)
    places = Membership.objects.filter(valid, user=user, validated_on__lte=today)
    return found.filter(pk__in=places.values("structure"))


def wishes_of(user: User, today: date) -> QuerySet[Wish]:
    """The living wishes that this person may take back, with what a line shows: her structure's, and her own."""
    wishes = Wish.objects.living().select_related("session", "structure")
    if is_staff(user):
        return wishes
    return wishes.filter(Q(structure__in=structures_of(user, today)) | Q(user=user))


def wishes_made_by(user: User, today: date) -> QuerySet[Wish]:
    """Those that she may correct: in whose structure's name she makes wishes."""
    return wishes_of(user, today).filter(structure__in=structures_of(user, today))


def decided_placements() -> QuerySet[Placement]:
    """Those that the actor may see (row-level security), once their session's pairs are confirmed; without the PDF."""
    return (
        Placement.objects.filter(session__state__in=DECIDED)
        .select_related("session", "wish", "host", "own")
        .defer("pdf")
        .order_by("-session__starts_on", "wish__trainee")
    )


def hosts_of(structures, today: date) -> QuerySet[User]:
    """Whoever hears of the wishes and placements of these structures: their members with that role."""
    valid = Q(until=None) | Q(until__gte=today)
    places = Membership.objects.filter(valid, validated_on__lte=today, structure__closed_on=None)
    if structures is not None:
        places = places.filter(structure__in=structures)
    return User.objects.holding("accueil").filter(pk__in=places.values("user")).order_by("pk")
