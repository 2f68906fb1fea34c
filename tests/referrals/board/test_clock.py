"""The clock: acknowledge within two days, remind at ten, tell everybody at twenty-one, once per step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centre.models import OutgoingMail
from referrals.board import actions
from referrals.board.tasks import remind_referrals
from referrals.models import Referral
from tests.referrals import makers


def mailed() -> list[tuple[str, str]]:
    """To whom, and the first lines, since the last time."""
    told = [(mail.to, mail.subject) for mail in OutgoingMail.objects.order_by("pk")]
    OutgoingMail.objects.all().delete()
    return told


def waiting(people, days: float, *, taken: bool = True) -> Referral:
    at = timezone.now() - timedelta(days=days)
    found = makers.referral(people.omar, at=at)
    if taken:
        found = actions.take(found, version=1, by=people.alice, at=at)
    people.chloe  # noqa: B018 - a second coordinator exists
    mailed()
    return found


@pytest.mark.parametrize(
    ("days", "taken", "told"),
    [
        (1.9, False, []),
        (2.1, False, ["alice", "chloe"]),
        (9.9, True, []),
        (10.1, True, ["alice"]),
        (20.9, True, ["alice"]),
        (21.1, True, ["alice", "chloe"]),
        (40, False, ["alice", "chloe"]),
    ],
)
def test_who_is_told_when_and_once(people, days, taken, told):
    people.alice  # noqa: B018
    found = waiting(people, days, taken=taken)
    remind_referrals()
    sent = mailed()
    assert sorted(to for to, _ in sent) == [getattr(people, name).email for name in told]
    remind_referrals()
    assert mailed() == []
    found.refresh_from_db()
    assert found.version == (2 if taken else 1)  # an open page is not stale


def test_a_reminder_then_the_escalation_and_a_new_step_begins_again(people):
    found = waiting(people, 15)
    remind_referrals()
    assert [to for to, _ in mailed()] == [people.alice.email]
    Referral.objects.update(state_since=timezone.now() - timedelta(days=22))
    remind_referrals()
    assert len(mailed()) == 2
    found.refresh_from_db()
    moved = actions.bring_to_review(found, version=found.version, by=people.alice, at=timezone.now())
    assert moved.reminded == 0


def test_no_name_in_it(people):
    waiting(people, 22)
    remind_referrals()
    for mail in OutgoingMail.objects.all():
        for name in ("Shahrbanu", "Zarrinpoush", "Omar", "psych", "exil"):
            assert name not in mail.subject + mail.body


def test_what_is_decided_is_left_in_peace(people):
    accepted = makers.accepted(people.omar, people.alice)
    mailed()
    Referral.objects.update(state_since=timezone.now() - timedelta(days=90))
    remind_referrals()
    assert mailed() == [] and Referral.objects.get(pk=accepted.pk).reminded == 0
