"""Who of a working group is written to, with an account or not. No mail says what the group is about."""

from django.conf import settings
from django.utils.functional import lazy

from centre.context import acting_as_system
from centre.languages import between
from centre.mail import post
from networks.agenda import words
from practice_groups.cycles.meetings import mails as calendar
from practice_groups.models import GroupMember, Meeting
from practice_groups.states import MeetingState


def reachable(group_id: int) -> list[GroupMember]:
    """Members of today who have an address, each address once.

    Read in the portal's own name: whoever sets a date may see fewer members than those who must know of it.
    """
    with acting_as_system():
        found = (
            GroupMember.objects.filter(group=group_id, until=None)
            .select_related("user", "group")
            .order_by("pk")
        )
        by_address = {member.address.lower(): member for member in reversed(found) if member.address}
    return list(reversed(by_address.values()))


def welcome(member: GroupMember) -> None:
    _write(member, "working_welcome" if member.user_id else "working_welcome_outside")


def changed(meeting: Meeting) -> None:
    """A date was added, moved, put off or called off. Whom the calendar of the cycle tells is told once."""
    off = meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED)
    when = lazy(words.whole, str)(meeting.starts_at, meeting.ends_at)  # in the language of each mail
    told = calendar.told(meeting.cycle)
    for member in reachable(meeting.cycle.group_id):
        if member.user_id not in told:
            _write(member, "working_date", when=when, off=off, place=meeting.place, state=meeting.state)


def minutes_link(member: GroupMember, token: str, *, days: int) -> None:
    _write(member, "working_minutes_link", token=token, days=days)


def _write(member: GroupMember, template: str, **facts) -> None:
    if not member.address:
        return
    own = member.user.language if member.user_id else settings.LANGUAGE_CODE
    post(
        member.user or member.address,
        template,
        language=between(own, member.group.language),
        name=str(member),
        member=bool(member.user_id),
        **facts,
    )
