"""Minutes for the members who have no account: a private link each, to that text alone."""

from datetime import datetime, timedelta

from django.db import transaction

from centre.context import acting_as_system
from centre.links import fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from practice_groups.models import GroupMember, Meeting, Minutes, MinutesLink
from practice_groups.working import mails

DAYS = 30


@transaction.atomic
def share_minutes(meeting: Meeting, *, at: datetime) -> int:
    """Mail a link to each member without account; how many. Whoever has one reads them on the portal.

    A new link replaces the one before. These rows are the portal's alone: nobody who writes minutes may see a link.
    """
    with acting_as_system():
        members = [one for one in mails.reachable(meeting.cycle.group_id) if not one.user_id]
        for member in members:
            _give_link(member, meeting, at=at)
    return len(members)


@transaction.atomic
def resend_minutes(meeting: Meeting, *, member: GroupMember, by: User, at: datetime) -> None:
    """Another link, for whoever lost hers or came back after it ended."""
    if not Minutes.objects.filter(meeting=meeting, sent_at__isnull=False).exists():
        raise Refused("Ce compte rendu n’est pas encore envoyé.")
    if member.user_id or member.until or not member.email or member.group_id != meeting.cycle.group_id:
        raise Refused("Ce membre n’a pas besoin d’un lien, ou n’a pas d’adresse.")
    with acting_as_system():
        _give_link(member, meeting, at=at)


def _give_link(member: GroupMember, meeting: Meeting, *, at: datetime) -> None:
    token = new_token()
    MinutesLink.objects.update_or_create(
        meeting=meeting,
        member=member,
        defaults={"token_hash": fingerprint(token), "expires_at": at + timedelta(days=DAYS)},
    )
    mails.minutes_link(member, token, days=DAYS)
