"""Who sees which visit. Row-level security enforces the same."""

from datetime import date, datetime, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from centre.models import User
from networks.models import Structure
from referrals.choices import VisitState
from referrals.models import Talk, TalkingGroup, Visit
from referrals.outreach.states import ANSWER_WITHIN, OPEN


def visits() -> QuerySet[Visit]:
    """Visits with everything a row of a list shows."""
    return Visit.objects.select_related("structure", "keeper", "second")


# ── The host ────────────────────────────────────────────────────────────────────────────────────


def hosting(user, today: date) -> QuerySet[Structure]:
    """The structures in whose name this person may ask for a visit: those where she is a validated member today."""
    return (
        Structure.objects.open()
        .filter(
            Q(members__until=None) | Q(members__until__gte=today),
            members__user=user,
            members__validated_on__lte=today,
        )
        .distinct()
    )


def hosted_by(user, today: date) -> QuerySet[Visit]:
    """What her structures asked for and what was planned there: state and hour, never a talk."""
    return visits().filter(structure__in=hosting(user, today))


def hosts_of(structure: Structure, today: date) -> QuerySet[User]:
    """Members of the structure who are mailed about its visits."""
    places = (
        structure.members.filter(validated_on__lte=today)
        .exclude(until__lt=today)
        .values_list("user", flat=True)
    )
    return User.objects.holding("accueil").filter(pk__in=places).order_by("pk")


# ── Whoever goes there ──────────────────────────────────────────────────────────────────────────


def keepers() -> QuerySet[User]:
    return User.objects.holding("therapeute").order_by("display_name", "pk")


def kept_by(user) -> QuerySet[Visit]:
    return visits().filter(Q(keeper=user) | Q(second=user))


def talks_of(visit: Visit) -> QuerySet[Talk]:
    return visit.talks.order_by("noted_at", "pk")


def groups_of(visit: Visit) -> QuerySet[TalkingGroup]:
    return visit.groups.order_by("noted_at", "pk")


# ── The coordination ────────────────────────────────────────────────────────────────────────────

ASKED, TO_NOTE = Q(state=VisitState.ASKED), Q(state=VisitState.PLANNED)


def board(at: datetime) -> QuerySet[Visit]:
    """Requests first, the oldest at the top; then visits that nobody noted, then those to come, then the past."""
    rank = Case(
        When(state=VisitState.ASKED, then=Value(0)),
        When(state=VisitState.PLANNED, ends_at__lt=at, then=Value(1)),
        When(state=VisitState.PLANNED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    age = Case(When(state__in=OPEN, then=F("starts_at")))
    return (
        visits()
        .annotate(rank=rank)
        .order_by(
            "rank",
            Case(When(ASKED, then=F("asked_on"))).asc(nulls_last=True),
            age.asc(nulls_last=True),
            F("starts_at").desc(nulls_last=True),
            "-asked_on",
            "pk",
        )
    )


def counts(at: datetime) -> dict[str, int]:
    """How many requests, of which late; visits that nobody noted; visits to come."""
    late = timezone.localdate(at) - ANSWER_WITHIN
    return Visit.objects.filter(state__in=OPEN).aggregate(
        asked=Count("pk", filter=ASKED),
        late=Count("pk", filter=ASKED & Q(asked_on__lt=late)),
        to_note=Count("pk", filter=TO_NOTE & Q(ends_at__lt=at)),
        to_come=Count("pk", filter=TO_NOTE & Q(ends_at__gte=at)),
    )


def desk() -> QuerySet[Visit]:
    """Visits with everything the coordination's page shows."""
    return visits().select_related("asked_by", "mission__interpreter", "dispositif", "activity")


def series_of(visit: Visit) -> QuerySet[Visit]:
    """The other dates of its series."""
    if visit.series is None:
        return Visit.objects.none()
    return visits().filter(series=visit.series).exclude(pk=visit.pk).order_by("starts_at")


def between(first: date, last: date) -> QuerySet[Visit]:
    """Visits that start between two days, both included, in order."""
    start = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    return visits().filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")
