"""What the coordination sees of the network's life: activities, their chains, what the last of a type was like."""

from collections import Counter
from datetime import date, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from networks.choices import ActivityState, ActivityType, Presence
from networks.life.models import Activity, ActivityAttendance, ActivityStructure
from networks.models import Structure

RECENT = timedelta(days=730)
NEXT = 5
# Both ways along « remplacée par »; UNION stops at what is already there, were it ever a ring.
_CHAIN = """
WITH RECURSIVE before(id) AS (
    SELECT %(pk)s::bigint UNION
    SELECT a.id FROM networks_activity AS a JOIN before AS b ON a.postponed_to_id = b.id
), after(id) AS (
    SELECT id FROM before UNION
    SELECT a.postponed_to_id FROM networks_activity AS a JOIN after AS b ON a.id = b.id
    WHERE a.postponed_to_id IS NOT NULL
)
SELECT a.* FROM networks_activity AS a WHERE a.id IN (SELECT id FROM after) ORDER BY a.starts_on, a.reference
"""


def activities() -> QuerySet[Activity]:
    """The latest first."""
    return Activity.objects.select_related("postponed_to").order_by("-starts_on", "-reference")


def chain(activity: Activity) -> list[Activity]:
    """Every date of the same meeting, in order, following the postponements; the activity alone if it was never
    postponed."""
    return list(Activity.objects.raw(_CHAIN, {"pk": activity.pk}))


def years() -> list[int]:
    """Years that have an activity, the latest first."""
    return [day.year for day in Activity.objects.dates("starts_on", "year", order="DESC")]


def file(activity: Activity) -> dict:
    """Its participants: structures and people by presence, and the breakdown of the count."""
    attendances = list(
        ActivityStructure.objects.filter(activity=activity)
        .select_related("structure")
        .order_by("structure__name")
    )
    people = list(
        ActivityAttendance.objects.filter(activity=activity)
        .select_related("contact__structure")
        .order_by("contact__name")
    )
    return {
        "structures_present": [one.structure for one in attendances if one.present],
        "structures_excused": [one.structure for one in attendances if not one.present],
        **{
            f"people_{name}": [one.contact for one in people if one.presence == presence]
            for name, presence in (
                ("present", Presence.PRESENT),
                ("excused", Presence.EXCUSED),
                ("absent", Presence.ABSENT),
            )
        },
        "shares": list(activity.heads.all()),
    }


# ── What helps to type less ─────────────────────────────────────────────────────────────────────


def last_of(type_: str) -> Activity | None:
    """The latest activity of this type that took place."""
    return (
        Activity.objects.filter(type=type_, state=ActivityState.HELD).order_by("-starts_on", "-pk").first()
        if type_ in ActivityType.values
        else None
    )


def usual_structures(last: Activity | None) -> list[str]:
    """The structures present or excused at the last activity of this type."""
    if last is None:
        return []
    names = ActivityStructure.objects.filter(activity=last).values_list("structure__name", flat=True)
    return sorted(set(names), key=str.casefold)[:12]


def types_by_use(today: date) -> list[tuple[str, str, int]]:
    """(code, label, uses) of every type, the most used in the last two years first."""
    used = Counter(
        dict(
            Activity.objects.filter(starts_on__gte=today - RECENT)
            .values_list("type")
            .annotate(uses=Count("pk"))
            .order_by()
        )
    )
    return sorted(
        ((kind.value, kind.label, used[kind.value]) for kind in ActivityType), key=lambda kind: -kind[2]
    )


def structure_names() -> list[str]:
    return list(Structure.objects.open().order_by(Lower("name")).values_list("name", flat=True)[:2000])


def labels_of(name: str) -> list[str]:
    """The distinct values of this column of the activities (`rubric`, `network`…), sorted."""
    return list(
        Activity.objects.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()[:300]
    )


def close_names(name: str) -> list[str]:
    """Structures with a similar name."""
    return list(
        Structure.objects.annotate(likeness=TrigramSimilarity(Lower("name"), name.lower()))
        .filter(Q(likeness__gte=0.35) | Q(name__unaccent__icontains=name))
        .order_by("-likeness", "name")
        .values_list("name", flat=True)[:3]
    )


# ── The panel ───────────────────────────────────────────────────────────────────────────────────


def to_come(today: date) -> QuerySet[Activity]:
    return Activity.objects.filter(state=ActivityState.PLANNED, ends_on__gte=today)


def to_mark(today: date) -> QuerySet[Activity]:
    """Planned activities whose date has passed: held, postponed or cancelled is still to be said."""
    return Activity.objects.filter(state=ActivityState.PLANNED, ends_on__lt=today).order_by("-starts_on")


def steering_held(year: int) -> bool:
    """Whether the steering committee met that year: its absence is a figure too."""
    return Activity.objects.filter(
        type=ActivityType.STEERING, state=ActivityState.HELD, starts_on__year=year
    ).exists()
