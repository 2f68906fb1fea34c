"""What a registration that ends or begins does to the turns of its cycle: the one door of the other rooms."""

from datetime import datetime

from practice_groups.intervision import actions
from practice_groups.intervision.situations import actions as situations
from practice_groups.models import Registration


def release_turns(registration: Registration, *, at: datetime) -> None:
    """After somebody left: the database gave her turns to come back, each goes to whoever hosted least."""
    if registration.cycle.hosted:
        actions.release_turns(registration, at=at)


def welcome(registration: Registration, *, at: datetime) -> None:
    """After somebody was confirmed."""
    if registration.cycle.hosted:
        actions.welcome(registration, at=at)
        situations.welcome(registration, at=at)
