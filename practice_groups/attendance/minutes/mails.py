"""Minutes are read on the portal: the mail says that they are there, nothing of them."""

from centre.languages import between
from centre.mail import post
from centre.models import User
from practice_groups.attendance.minutes.access import readers
from practice_groups.models import Minutes


def sent(minutes: Minutes, *, by: User) -> None:
    """To everybody who takes part, but the author."""
    for user in readers(minutes.meeting):
        if user != by:
            post(
                user,
                "group_minutes",
                language=between(user.language, minutes.meeting.cycle.group.language),
                name=user.display_name,
                pk=minutes.meeting_id,
            )
