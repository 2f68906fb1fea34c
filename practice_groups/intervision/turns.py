"""What a registration that ends or begins, or a calendar that changes, does to the turns of a cycle: the one door of
the other rooms."""

from datetime import datetime

from practice_groups.intervision import actions
from practice_groups.intervision.situations import actions as situations
from practice_groups.models import Meeting, Registration
from practice_groups.states import MeetingState


def release_turns(registration: Registration, *, at: datetime) -> None:
    """After somebody left: the database gave her turns to come back, each goes to whoever hosted least."""
    if registration.cycle.hosted:
        actions.release_turns(registration, at=at)


def welcome(registration: Registration, *, at: datetime) -> None:
    """After somebody was confirmed."""
    if registration.cycle.hosted:
        actions.welcome(registration, at=at)
        situations.welcome(registration, at=at)


def follow_called_off(sender, *, meeting: Meeting, at: datetime, **_rest) -> None:
    """After a meeting was called off: the database gave its turns back."""
    if meeting.state == MeetingState.CANCELLED and meeting.cycle.hosted:
        actions.replace_called_off(meeting, at=at)
        situations.replace_called_off(meeting, at=at)


def follow_replaced(sender, *, by_meeting: Meeting, at: datetime, **_rest) -> None:
    """After a meeting put off was dated: the database took its turns along."""
    if by_meeting.cycle.hosted:
        actions.settle_replacing(by_meeting, at=at)


def follow_restored(sender, *, meeting: Meeting, at: datetime, **_rest) -> None:
    """After a meeting called off by mistake is planned again: it needs its host, and takes situations."""
    if meeting.cycle.hosted:
        actions.host_again(meeting, at=at)
        situations.present_again(meeting, at=at)
