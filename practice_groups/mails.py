"""Which mail after which action. Each says that there is news and where; none says what the group is about.

A link shows, only a button decides: nothing here answers an offer. Whoever registered online and chose no password
gets the address of her own page instead of one that asks for a login.
"""

from django.utils import timezone

from centre.languages import between
from centre.mail import post
from practice_groups.models import Registration
from practice_groups.registrations import links


def confirmed(registration: Registration) -> None:
    _write(registration, "group_confirmed", fee=registration.cycle.fee)


def waiting(registration: Registration) -> None:
    _write(registration, "group_waiting")


def offered(registration: Registration) -> None:
    _write(
        registration,
        "group_offered",
        page="practice_groups:answer_offer",
        until=timezone.localtime(registration.offered_until),
    )


def expired(registration: Registration) -> None:
    _write(registration, "group_expired")


def withdrawn(registration: Registration) -> None:
    _write(registration, "group_withdrawn")


def _write(registration: Registration, template: str, page: str = "practice_groups:cycle", **facts) -> None:
    user = registration.user
    post(
        user,
        template,
        language=between(user.language, registration.cycle.group.language),
        name=user.display_name,
        registration=registration,
        link=links.path_of(registration, page),
        **facts,
    )
