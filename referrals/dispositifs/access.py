"""Which dispositifs a form offers, who may be of a team, what the journal keeps of a dispositif."""

from datetime import date

from django.apps import apps
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centre.models import User
from referrals.dispositifs.states import Standing, standing_on
from referrals.models import Care, Dispositif, Referral, TeamMember
from referrals.states import LIVING

IN_A_TEAM = ("coordination", "therapeute", "interprete", "benevole", "ecoutant", "ambassadeur")


def _count(rows: QuerySet, key: str) -> Coalesce:
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def dispositifs(day: date) -> QuerySet:
    """Each with `members`, of its team on that day, `waiting`, its open orientations, and `followed`, its cares."""
    return Dispositif.objects.annotate(
        members=_count(of_the_team(day), "dispositif"),
        waiting=_count(Referral.objects.open(), "dispositif"),
        followed=_count(Care.objects.filter(state__in=LIVING, imported=False), "referral__dispositif"),
    )


def of_the_team(day: date) -> QuerySet:
    return TeamMember.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


def team(dispositif: Dispositif) -> QuerySet:
    """Everybody of its team, past ones last."""
    return dispositif.team.select_related("user").order_by("until", "-coordinates", "user__display_name")


def sorted_by_opening(found, day: date) -> tuple[list[Dispositif], list[Dispositif]]:
    """(open on that day, not open)."""
    standings = [(one, standing_on(one, day) == Standing.OPEN) for one in found]
    return [one for one, is_open in standings if is_open], [one for one, is_open in standings if not is_open]


def open_to_persons(day: date) -> list[Dispositif]:
    """Where somebody may ask for help by herself today."""
    return sorted_by_opening(Dispositif.objects.filter(open_to_persons=True), day)[0]


def candidates(dispositif: Dispositif) -> QuerySet:
    """Accounts that may join its team: those of the networks, not already in it."""
    there = dispositif.team.filter(until=None).values("user")
    return (
        User.objects.filter(is_active=True, grants__role__in=IN_A_TEAM, grants__until=None)
        .exclude(pk__in=there)
        .distinct()
        .order_by("display_name", "pk")
    )


def history(dispositif: Dispositif) -> QuerySet:
    """What the journal keeps of it, the latest first; row-level security shows it to the coordination."""
    events = apps.get_model("referrals", "DispositifWriteEvent")
    return events.objects.filter(id=dispositif.pk).order_by("-version", "-pgh_created_at")
