"""Hours of supervision, analysis of practice and training: counted by the database, from presences and notes."""

from decimal import Decimal

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DecimalField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Extract, Greatest, Round, TruncDate

from centre.models import User
from networks.models import Interpreter, Therapist
from practice_groups.access import by_name
from practice_groups.choices import HoursKind, Kind, Presence
from practice_groups.models import Attendance, Cycle, LoggedHours, Registration, SeasonReminder
from practice_groups.registrations import rules
from practice_groups.states import MeetingState
from practice_groups.supervision.seasons import Season

SUPPORT = [HoursKind.SUPERVISION, HoursKind.PRACTICE_ANALYSIS]  # training is counted, and is none of these
HOURS = DecimalField(max_digits=9, decimal_places=2)
NETWORKS = {"therapeutes": "Thérapeutes", "interpretes": "Interprètes"}


def members() -> QuerySet[User]:
    """Therapists and interpreters in activity who have an open account: `therapist`, `interpreter`."""
    return User.objects.annotate(
        therapist=Exists(Therapist.objects.active().filter(user=OuterRef("pk"))),
        interpreter=Exists(Interpreter.objects.active().filter(user=OuterRef("pk"))),
    ).filter(Q(therapist=True) | Q(interpreter=True), is_active=True)


def without_account() -> int:
    """How many people in activity no hour can be noted for."""
    therapists, interpreters = (
        model.objects.active().filter(user=None).order_by().values("pk") for model in (Therapist, Interpreter)
    )
    return therapists.union(interpreters, all=True).count()


def with_hours(found: QuerySet[User], season: Season) -> QuerySet[User]:
    """`supervision`, `analyse_pratiques`, `formation` and `support` (the first two) in hours, `last_on`, `reminded`."""
    for kind in HoursKind.values:
        found = found.annotate(**{kind: _hours(season, [kind])})
    reminders = SeasonReminder.objects.filter(user=OuterRef("pk"), season=season.first_day)
    return found.annotate(
        support=F("supervision") + F("analyse_pratiques"),
        last_on=Greatest(_last(attended(season), "day"), _last(logged(season), "day")),
        reminded=Exists(reminders),
        has_none=Case(
            When(supervision=0, analyse_pratiques=0, then=True), default=False, output_field=BooleanField()
        ),
    )


def by_need(found: QuerySet[User]) -> QuerySet[User]:
    """Those who have had none first, then those whose last time is the oldest."""
    return found.order_by("-has_none", F("last_on").asc(nulls_first=True), by_name(), "pk")


def to_remind(season: Season) -> QuerySet[User]:
    """Members with neither supervision nor analysis of practice this season, whom nobody has reminded of it."""
    found = with_hours(members(), season).filter(has_none=True, reminded=False)
    return found.exclude(ends_on__lt=season.first_day).order_by("pk")


def attended(season: Season | None = None) -> QuerySet[Attendance]:
    """Presences that count, with their `day` (in Paris) and `hours`."""
    found = Attendance.objects.filter(
        state=Presence.PRESENT,
        meeting__state=MeetingState.HELD,
        meeting__cycle__group__kind__in=HoursKind.values,
    )
    if season:
        found = found.filter(meeting__starts_at__gte=season.begins, meeting__starts_at__lt=season.ends)
    seconds = Extract(F("meeting__ends_at") - F("meeting__starts_at"), "epoch")
    return found.annotate(
        user_id=F("registration__user"),
        kind=F("meeting__cycle__group__kind"),
        day=TruncDate("meeting__starts_at"),
        hours=Cast(seconds, HOURS) / Value(Decimal(3600)),
    )


def logged(season: Season | None = None) -> QuerySet[LoggedHours]:
    found = LoggedHours.objects.all()
    return found.filter(day__range=(season.first_day, season.last_day)) if season else found


def attended_by(user: User, season: Season) -> QuerySet[Attendance]:
    mine = attended(season).filter(registration__user=user)
    return mine.select_related("meeting__cycle__group").order_by("-day")


def logged_by(user: User, season: Season) -> QuerySet[LoggedHours]:
    return logged(season).filter(user=user).select_related("noted_by").order_by("-day", "-noted_at")


def open_groups(user: User, at) -> QuerySet[Cycle]:
    """Cycles of supervision and analysis of practice that `user` may register for now."""
    return (
        Cycle.objects.filter(
            group__kind__in=[Kind.SUPERVISION, Kind.PRACTICE_ANALYSIS],
            opens_at__lte=at,
            closes_at__gt=at,
            published=True,
            group__closed_on=None,
            group__audience__in=rules.audiences_of(user),
        )
        .exclude(facilitators=user)
        .exclude(pk__in=Registration.objects.of(user).living().values("cycle"))
        .select_related("group")
        .order_by("starts_on")[:10]
    )


def _hours(season: Season, kinds: list[str]):
    """Hours of these kinds: sums in two subqueries, since a join of both would count each several times."""
    present = attended(season).filter(registration__user=OuterRef("pk"), kind__in=kinds).order_by()
    noted = logged(season).filter(user=OuterRef("pk"), kind__in=kinds).order_by()
    zero = Value(Decimal(0), output_field=HOURS)
    return Round(
        Coalesce(_one(present, Sum("hours"), "registration__user"), zero, output_field=HOURS)
        + Coalesce(_one(noted, Sum("hours"), "user"), zero, output_field=HOURS),
        precision=2,
        output_field=HOURS,
    )


def _last(found, name: str):
    owner = "registration__user" if found.model is Attendance else "user"
    kept = found.filter(**{owner: OuterRef("pk")}, kind__in=SUPPORT).order_by()
    return Subquery(kept.values(owner).annotate(found=Max(name)).values("found"), output_field=DateField())


def _one(found, total, owner: str):
    return Subquery(found.values(owner).annotate(found=total).values("found"), output_field=HOURS)
