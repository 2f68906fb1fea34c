"""Which mail after which action. Each says that there is news and where; none says what the group is about.

A link shows, only a button decides: nothing here answers an offer.
"""

from django.utils import timezone

from centre.mail import post
from practice_groups.models import Registration


def confirmed(registration: Registration) -> None:
    _write(registration, "group_confirmed", fee=registration.cycle.fee)


def waiting(registration: Registration) -> None:
    _write(registration, "group_waiting", place=registration.place)


def offered(registration: Registration) -> None:
    _write(registration, "group_offered", until=timezone.localtime(registration.offered_until))


def expired(registration: Registration) -> None:
    _write(registration, "group_expired")


def withdrawn(registration: Registration) -> None:
    _write(registration, "group_withdrawn")


def _write(registration: Registration, template: str, **facts) -> None:
    post(registration.user, template, name=registration.user.display_name, pk=registration.cycle_id, **facts)
