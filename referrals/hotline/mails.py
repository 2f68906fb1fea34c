"""Mails of the line: they say that something changed, never what it is about."""

from collections.abc import Iterable

from centre import mail
from centre.models import User
from referrals.models import Shift


def opened(*, by: User) -> None:
    """To each listener: her space is open again."""
    for listener in User.objects.holding("ecoutant").exclude(pk=by.pk).order_by("pk").distinct():
        mail.post(listener, "hotline_opened")


def planning_changed(keepers: Iterable[User], *, by: User) -> None:
    """To whoever keeps a shift that somebody else gave, moved or called off; once each."""
    for keeper in {keeper.pk: keeper for keeper in keepers if keeper and keeper.pk != by.pk}.values():
        mail.post(keeper, "shift_changed")


def given_back(*, by: User) -> None:
    """To the coordination: hours that come soon have nobody."""
    for coordinator in User.objects.holding("coordination").exclude(pk=by.pk).order_by("pk").distinct():
        mail.post(coordinator, "shift_given_back")


def reminder(shift: Shift) -> None:
    mail.post(shift.user, "shift_reminder")
