"""Which mail after which move of a turn. Each says that there is news and where; none says who or what it is about."""

from centre.mail import post
from centre.models import User
from practice_groups.intervision.models import Turn
from practice_groups.models import Cycle


def proposed(turn: Turn) -> None:
    _write(turn.registration.user, "turn_proposed")


def taken(turn: Turn) -> None:
    _write(turn.registration.user, "turn_taken")


def reminded(turn: Turn) -> None:
    _write(turn.registration.user, "turn_reminder")


def without_host(cycle: Cycle) -> None:
    for user in cycle.facilitators.filter(is_active=True).order_by("pk"):
        _write(user, "meeting_without_host", pk=cycle.pk)


def _write(user: User, template: str, **facts) -> None:
    post(user, template, name=user.display_name, **facts)
