"""Which mail after which move of a turn. Each says that there is news and where; none says who or what it is about."""

from centre.languages import between
from centre.mail import post
from centre.models import User
from practice_groups import access
from practice_groups.intervision.models import Turn
from practice_groups.models import Cycle


def proposed(turn: Turn) -> None:
    _tell(turn, "turn_proposed")


def taken(turn: Turn) -> None:
    _tell(turn, "turn_taken")


def reminded(turn: Turn) -> None:
    _tell(turn, "turn_reminder")


def without_host(cycle: Cycle) -> None:
    for user in access.alerted(cycle):
        _write(user, "meeting_without_host", pk=cycle.pk)


def _tell(turn: Turn, template: str) -> None:
    user, group = turn.registration.user, turn.registration.cycle.group
    _write(user, template, language=between(user.language, group.language))


def _write(user: User, template: str, **facts) -> None:
    post(user, template, name=user.display_name, **facts)
