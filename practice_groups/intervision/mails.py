"""Which mail after which move of a turn. Each says that there is news and where; none says who or what it is about."""

from centre.languages import between
from centre.mail import post
from centre.models import User
from practice_groups import access
from practice_groups.intervision.models import Turn
from practice_groups.models import Cycle
from practice_groups.registrations import links


def proposed(turn: Turn) -> None:
    _tell(turn, "turn_proposed")


def taken(turn: Turn) -> None:
    _tell(turn, "turn_taken")


def reminded(turn: Turn) -> None:
    _tell(turn, "turn_reminder")


def swap_asked(wanted: Turn) -> None:
    _tell(wanted, "swap_asked")


def swap_answered(asker: Turn, *, agreed: bool) -> None:
    _tell(asker, "swap_answered", agreed=agreed)


def without_host(cycle: Cycle) -> None:
    for user in access.alerted(cycle):
        _write(user, "meeting_without_host", pk=cycle.pk)


def _tell(turn: Turn, template: str, **facts) -> None:
    user, group = turn.registration.user, turn.registration.cycle.group
    link = links.turns_of(turn.registration)
    _write(user, template, language=between(user.language, group.language), link=link, **facts)


def _write(user: User, template: str, **facts) -> None:
    post(user, template, name=user.display_name, **facts)
