"""Who reads the minutes of a meeting, and who is told of them."""

from centre.context import acting_as_system
from centre.models import User
from practice_groups import access
from practice_groups.models import GroupMember, Meeting, Minutes
from practice_groups.states import State


def readable(user: User):
    """Sent minutes of the meetings she takes part in, and all those of the cycles she prepares.

    Row-level security says who takes part: a seat in the cycle, or a place in the working group.
    """
    sent = Minutes.objects.filter(sent_at__isnull=False)
    led = Minutes.objects.filter(meeting__cycle__in=access.led_cycles(user))
    return (sent | led).select_related("meeting__cycle__group", "written_by").distinct()


def readers(meeting: Meeting) -> list[User]:
    """Accounts that may read them, each once: those seated, the members of the group, the facilitators.

    Read in the portal's own name: a facilitator does not see the members of a working group.
    """
    with acting_as_system():
        members = GroupMember.objects.filter(group=meeting.cycle.group_id, until=None, user__isnull=False)
        seated = meeting.cycle.registrations.filter(state=State.CONFIRMED)
        people = User.objects.filter(pk__in=members.values("user")) | User.objects.filter(
            pk__in=seated.values("user")
        )
        found = set(people) | set(meeting.cycle.facilitators.all())
    return sorted((user for user in found if not user.has_ended), key=lambda user: user.pk)
