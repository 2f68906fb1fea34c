"""Working groups: the coordination's all, a facilitator's own, a member's own. Row-level security agrees."""

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centre.models import User
from practice_groups.access import by_name
from practice_groups.choices import ItemState, Kind, Presence
from practice_groups.models import (
    AgendaPoint,
    Group,
    GroupMember,
    GroupPoll,
    Meeting,
    MemberPresence,
    Minutes,
)
from practice_groups.states import MeetingState

# Points put off, or open when their meeting was called off, that no later meeting took up yet.
NOT_TAKEN_UP = Q(points__carried_to=None) & (
    Q(points__state=ItemState.LATER) | Q(points__state=ItemState.OPEN, state=MeetingState.CANCELLED)
)

BY_NAME = (by_name(Coalesce("user__display_name", "name")), "pk")


def groups(user: User) -> QuerySet[Group]:
    """Those whose calendar `user` keeps, the closed ones last."""
    found = Group.objects.filter(kind=Kind.WORKING_GROUP)
    if "coordination" not in user.codes:
        found = found.filter(cycles__facilitators=user).distinct()
    return found.order_by("closed_on", "title")


def listed(user: User, at) -> QuerySet[Group]:
    """With `people`, `next_at`, `last_held_at` and `minutes_at`: when the last minutes were written."""
    meetings = Meeting.objects.filter(cycle__group=OuterRef("pk"))
    coming = meetings.filter(state=MeetingState.PLANNED, starts_at__gt=at).order_by("starts_at")
    held = meetings.filter(state=MeetingState.HELD).order_by("-starts_at")
    written = Minutes.objects.filter(meeting__cycle__group=OuterRef("pk")).order_by("-meeting__starts_at")
    people = GroupMember.objects.filter(group=OuterRef("pk"), until=None).order_by()
    return groups(user).annotate(
        people=Subquery(people.values("group").annotate(n=Count("pk")).values("n")),
        next_at=Subquery(coming.values("starts_at")[:1]),
        last_held_at=Subquery(held.values("starts_at")[:1]),
        minutes_at=Subquery(written.values("meeting__starts_at")[:1]),
    )


def facilitators(group: Group) -> list[User]:
    """Those of its latest season."""
    season = group.cycles.order_by("-starts_on").first()
    return list(season.facilitators.all()) if season else []


def members(group: Group) -> QuerySet[GroupMember]:
    """Those of today, by name."""
    found = GroupMember.objects.filter(group=group, until=None).select_related("user", "structure")
    return found.order_by(*BY_NAME)


def members_at(meeting: Meeting) -> list[GroupMember]:
    """Whom the sheet of `meeting` names: its members of today, and whoever was noted before she left."""
    group = meeting.cycle.group_id
    noted = Q(pk__in=MemberPresence.objects.filter(meeting=meeting).values("member"))
    found = GroupMember.objects.filter(Q(until=None) | noted, group=group)
    return list(found.select_related("user", "structure").order_by(*BY_NAME))


def meetings(user: User) -> QuerySet[Meeting]:
    """Meetings of the groups whose calendar `user` keeps."""
    found = Meeting.objects.filter(cycle__group__kind=Kind.WORKING_GROUP)
    if "coordination" not in user.codes:
        found = found.filter(cycle__facilitators=user)
    return found.select_related("cycle__group", "postponed_to", "minutes")


def meetings_of(group: Group) -> QuerySet[Meeting]:
    """With how many points and presences by state, their minutes, and `left_over`: points for no meeting yet."""
    return (
        Meeting.objects.filter(cycle__group=group)
        .select_related("postponed_to", "minutes")
        .annotate(
            present=Count("presences", filter=Q(presences__state=Presence.PRESENT), distinct=True),
            excused=Count("presences", filter=Q(presences__state=Presence.EXCUSED), distinct=True),
            noted=Count("presences", distinct=True),
            to_treat=Count("points", distinct=True),
            left_over=Count("points", filter=NOT_TAKEN_UP, distinct=True),
        )
        .order_by("-starts_at")
    )


def points(meeting: Meeting) -> QuerySet[AgendaPoint]:
    return meeting.points.select_related(
        "brought_by__user", "carried_from__meeting", "carried_to__meeting"
    ).order_by("position")


def sent_minutes(meeting: Meeting) -> Minutes | None:
    """Those that were sent: a draft is its author's."""
    return Minutes.objects.filter(meeting=meeting, sent_at__isnull=False).first()


def point(user: User) -> QuerySet[AgendaPoint]:
    """Points of the meetings whose calendar `user` keeps."""
    return AgendaPoint.objects.filter(meeting__in=meetings(user)).select_related("meeting__cycle__group")


def polls(group: Group) -> QuerySet[GroupPoll]:
    """Those whose date is not a meeting yet, the latest first."""
    return GroupPoll.objects.filter(group=group, meeting=None).select_related("poll__chosen").order_by("-pk")


# ── A member with an account ────────────────────────────────────────────────────────────────────


def own_groups(user: User) -> QuerySet[Group]:
    """The groups that `user` is a member of today, with their meetings, the latest first (`dates`)."""
    mine = GroupMember.objects.filter(user=user, until=None)
    dates = Meeting.objects.filter(cycle__group__kind=Kind.WORKING_GROUP)
    dates = dates.select_related("postponed_to", "minutes", "cycle").order_by("-starts_at")
    found = Group.objects.filter(kind=Kind.WORKING_GROUP, pk__in=mine.values("group")).order_by("title")
    return found.prefetch_related(Prefetch("cycles__meetings", dates))


def own_meetings(user: User) -> QuerySet[Meeting]:
    mine = GroupMember.objects.filter(user=user, until=None)
    found = Meeting.objects.filter(cycle__group__in=mine.values("group"))
    return found.filter(cycle__group__kind=Kind.WORKING_GROUP).select_related("cycle__group", "postponed_to")
