"""Who is told that a meeting was added, moved, put off or called off. Mails say where to look, not what it is about."""

from centre.mail import post
from centre.models import User
from practice_groups.models import Meeting
from practice_groups.states import State


def changed(meeting: Meeting) -> None:
    """To whoever holds a seat, and to the facilitators: once each."""
    seated = User.objects.filter(
        pk__in=meeting.cycle.registrations.filter(state=State.CONFIRMED).values("user"), is_active=True
    )
    for user in seated.union(meeting.cycle.facilitators.filter(is_active=True)).order_by("pk"):
        post(user, "meeting_changed", name=user.display_name, pk=meeting.cycle_id)
