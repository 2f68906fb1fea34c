"""Which mail after which action. A link shows; only a button answers. Nobody else is named, nor what it is about."""

from centre.mail import post
from networks.agenda import words
from networks.models import DatePoll, PollInvitee


def asked(invitee: PollInvitee, token: str) -> None:
    _write(invitee, "poll_asked", token=token)


def reminded(invitee: PollInvitee, token: str) -> None:
    _write(invitee, "poll_reminder", token=token)


def closed(poll: DatePoll, invitee: PollInvitee) -> None:
    when = words.whole(poll.chosen.starts_at, poll.chosen.ends_at)
    _write(invitee, "poll_closed", when=when, place=poll.place)


def reachable(invitee: PollInvitee) -> bool:
    """An account that is closed, or a contact who took her agreement back, is left alone."""
    if invitee.user is not None:
        return not invitee.user.has_ended
    if invitee.contact is not None:
        return bool(invitee.contact.email) and invitee.contact.refused_on is None
    return bool(invitee.email)


def _write(invitee: PollInvitee, template: str, **facts) -> None:
    if reachable(invitee):
        address = invitee.contact.email if invitee.contact else invitee.email
        post(invitee.user or address, template, name=str(invitee), poll=invitee.poll, **facts)
