"""What was put off, or lost its meeting, goes to the next one: once, by itself, and nothing is left behind."""

from datetime import datetime

from django.db.models import Q

from practice_groups.choices import ItemState
from practice_groups.models import AgendaPoint, Cycle, Meeting
from practice_groups.states import MeetingState

MOST_SITUATIONS = 2


def waiting(group_id: int):
    """Points put off, or open when their meeting was called off, that no later meeting took up yet."""
    lost = Q(state=ItemState.OPEN, meeting__state=MeetingState.CANCELLED)
    found = AgendaPoint.objects.filter(Q(state=ItemState.LATER) | lost, carried_to=None)
    found = found.filter(meeting__cycle__group=group_id).select_related("meeting")
    return found.order_by("meeting__starts_at", "position", "pk")


def carry_over(cycle: Cycle, *, at: datetime) -> list[AgendaPoint]:
    """Put what waits on the agenda of the group's next meeting; a third situation goes to the one after.

    Called under the lock of `cycle` by whatever frees a point or adds a date. What finds no meeting waits for the
    next one to be planned. Returns the points made.
    """
    left = list(waiting(cycle.group_id))
    if not left:
        return []
    coming = list(
        Meeting.objects.filter(
            cycle__group=cycle.group_id, state=MeetingState.PLANNED, starts_at__gt=at
        ).order_by("starts_at")
    )
    made = []
    for point in left:
        target = next((one for one in coming if _takes(one, point)), None)
        if target is None:
            continue
        if point.state != ItemState.LATER:
            point.state = ItemState.LATER
            point.save(update_fields=["state"])
        made.append(
            AgendaPoint.objects.create(
                meeting=target,
                position=next_place(target),
                title=point.title,
                situation=point.situation,
                theme=point.theme,
                brought_by_id=point.brought_by_id,
                carried_from=point,
            )
        )
    return made


def take_back(meeting: Meeting) -> None:
    """The agenda of a meeting called off by mistake comes back to it, but for what the next one has begun with."""
    moved = meeting.points.filter(
        state=ItemState.LATER, carried_to__state=ItemState.OPEN, carried_to__decision=""
    )
    for point in moved.select_related("carried_to").order_by("position", "pk"):
        if point.situation and situations(meeting).count() >= MOST_SITUATIONS:
            continue
        point.carried_to.delete()
        point.state = ItemState.OPEN
        point.save(update_fields=["state"])


def next_place(meeting: Meeting) -> int:
    last = meeting.points.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def situations(meeting: Meeting):
    """Those that take one of the two places."""
    return meeting.points.filter(situation=True).exclude(state=ItemState.LATER)


def _takes(meeting: Meeting, point: AgendaPoint) -> bool:
    if meeting.starts_at <= point.meeting.starts_at:
        return False
    return not point.situation or situations(meeting).count() < MOST_SITUATIONS
