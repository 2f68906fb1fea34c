"""Who of a working group is written to, with an account or not. No mail says what the group is about."""

from centre.mail import post
from networks.agenda import words
from practice_groups.models import GroupMember, Meeting
from practice_groups.states import MeetingState


def reachable(group_id: int) -> list[GroupMember]:
    """Members of today who have an address."""
    found = GroupMember.objects.filter(group=group_id, until=None).select_related("user").order_by("pk")
    return [member for member in found if member.address]


def welcome(member: GroupMember) -> None:
    _write(member, "working_welcome" if member.user_id else "working_welcome_outside")


def changed(meeting: Meeting) -> None:
    """A date was added, moved, put off or called off."""
    off = meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED)
    when = words.whole(meeting.starts_at, meeting.ends_at)
    for member in reachable(meeting.cycle.group_id):
        _write(member, "working_date", when=when, off=off, place=meeting.place, state=meeting.state)


def minutes_link(member: GroupMember, token: str, *, days: int) -> None:
    _write(member, "working_minutes_link", token=token, days=days)


def _write(member: GroupMember, template: str, **facts) -> None:
    if member.address:
        post(member.user or member.address, template, name=str(member), member=bool(member.user_id), **facts)
