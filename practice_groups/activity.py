"""The observatory's only door into practice groups: figures without names.

Call it as the coordination or the portal: row-level security shows their registrations to nobody else, and the
figures would be those of the rows one sees.
"""

from datetime import date

from django.db.models import (
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf, TruncDate

from centre.models import User
from practice_groups.choices import PlacementSessionState, PlacementState, Presence
from practice_groups.models import (
    Attendance,
    Cycle,
    GroupMember,
    Meeting,
    MemberPresence,
    Pair,
    Placement,
    PlacementDay,
    PlacementSession,
    Registration,
)
from practice_groups.states import MeetingState, State


def group_figures(year: int) -> dict[str, int | float]:
    """The year's groups: {"cycles", "rencontres_tenues", "participants", "presences", "heures"}.

    *cycles*: had a meeting held in the year, or began in it. *participants*: people, each once, confirmed in a
    cycle that met in the year, or present at one of its meetings before they left; so are members of a working group
    that met while they belonged to it. *presences*: registered people and members marked present, and heads counted
    without a name. A year is the civil year in Paris; cancelled and postponed
    meetings count for nothing.
    """
    held = Meeting.objects.filter(state=MeetingState.HELD, starts_at__year=year)
    of_meetings = held.aggregate(
        count=Count("pk"),
        heads=Sum("unnamed_heads", default=0),
        time=Sum(ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())),
    )
    present = Attendance.objects.filter(state=Presence.PRESENT, meeting__in=held)
    members = MemberPresence.objects.filter(state=Presence.PRESENT, meeting__in=held)
    return {
        "cycles": Cycle.objects.filter(Q(starts_on__year=year) | Q(pk__in=held.values("cycle"))).count(),
        "rencontres_tenues": of_meetings["count"],
        "participants": _registered(held, present).union(_belonging(held, members)).count(),
        "presences": present.values("pk").union(members.values("pk"), all=True).count()
        + of_meetings["heads"],
        "heures": _hours(of_meetings["time"]),
    }


def recent_meetings(text: str = "", *, limit: int) -> list[dict]:
    """The latest meetings held, whose group's title holds `text`: id, day, title."""
    held = Meeting.objects.filter(state=MeetingState.HELD).order_by("-starts_at", "-pk")
    if text:
        held = held.filter(cycle__group__title__unaccent__icontains=text)
    rows = held.values("id", title=F("cycle__group__title"), day=TruncDate("starts_at"))
    return list(rows[:limit])


def is_held(pk: int) -> bool:
    """Whether there is such a meeting, and it was held."""
    return pk < 2**63 and Meeting.objects.filter(pk=pk, state=MeetingState.HELD).exists()


def _registered(held: QuerySet, present: QuerySet) -> QuerySet:
    """Who took part by registering: account ids, as text."""
    confirmed = Q(state=State.CONFIRMED, cycle__in=held.values("cycle"))
    people = Registration.objects.filter(confirmed | Q(pk__in=present.values("registration"))).order_by()
    return people.values_list(Cast("user_id", CharField()))


def _belonging(held: QuerySet, present: QuerySet) -> QuerySet:
    """Members who took part: account ids, otherwise addresses, otherwise a text unique to the member."""
    met = held.annotate(day=TruncDate("starts_at")).filter(
        cycle__group=OuterRef("group"),
        day__range=(OuterRef("since"), Coalesce(OuterRef("until"), Value(date.max))),
    )
    people = GroupMember.objects.filter(Exists(met) | Q(pk__in=present.values("member"))).order_by()
    opened_since = User.objects.annotate(address=Lower("email")).filter(address=Lower(OuterRef("email")))
    return people.values_list(
        Coalesce(
            Cast("user_id", CharField()),
            Cast(Subquery(opened_since.values("pk")[:1]), CharField()),
            NullIf(Lower("email"), Value("")),
            Concat(Value("#"), Cast("pk", CharField())),
            output_field=CharField(),
        )
    )


def _hours(time) -> int | float:
    hours = round(time.total_seconds() / 3600, 2) if time else 0
    return int(hours) if hours == int(hours) else hours


def placement_figures(year: int) -> dict[str, int]:
    """The year's *stages croisés*: {"sessions", "binomes", "structures", "jours"}.

    *sessions*: begun in the year, whose pairs are confirmed. *binomes*: their confirmed pairs. *structures*: each once,
    receiving or sending somebody there. *jours*: days of immersion in the year; those of an interrupted placement
    count. A placement that was cancelled counts for nothing.
    """
    sessions = PlacementSession.objects.filter(
        starts_on__year=year, state__in=[PlacementSessionState.RUNNING, PlacementSessionState.RESTITUTED]
    )
    of_year = Placement.objects.filter(session__in=sessions).exclude(state=PlacementState.CANCELLED)
    sides = of_year.values_list("host").union(of_year.values_list("own"))
    begun = [
        PlacementState.IMMERSION,
        PlacementState.EVALUATED,
        PlacementState.RESTITUTED,
        PlacementState.INTERRUPTED,
    ]
    return {
        "sessions": sessions.count(),
        "binomes": Pair.objects.filter(confirmed_at__isnull=False, pk__in=of_year.values("pair")).count(),
        "structures": sides.count(),
        "jours": PlacementDay.objects.filter(day__year=year, placement__state__in=begun).count(),
    }
