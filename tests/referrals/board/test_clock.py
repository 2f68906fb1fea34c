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


def waiting(people, days: float, *, taken: bool = True, urgency="ordinaire") -> Referral:
    at = timezone.now() - timedelta(days=days)
    found = makers.referral(people.omar, at=at, urgency=urgency)
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


@pytest.mark.parametrize(
    ("hours", "taken", "told"),
    [(3, False, []), (5, False, ["alice", "chloe"]), (47, True, []), (49, True, ["alice"])],
)
def test_an_urgent_one_is_acknowledged_in_four_hours_then_studied_in_two_days(people, hours, taken, told):
    people.alice  # noqa: B018
    found = waiting(people, hours / 24, taken=taken, urgency="urgente")
    assert (found.due_at < timezone.now()) == bool(told)
    remind_referrals()
    sent = mailed()
    assert sorted(to for to, _ in sent) == [getattr(people, name).email for name in told]
    assert not any("depuis 0 jour" in subject for _, subject in sent)


def test_every_coordinator_hears_at_once_that_one_is_urgent(people):
    people.alice, people.chloe  # noqa: B018
    for urgency, said in (("ordinaire", "vous attend"), ("urgente", "est à voir tout de suite")):
        makers.referral(people.omar, urgency=urgency)
        told = [subject for to, subject in mailed() if to != people.omar.email]
        assert len(told) == 2 and all(said in subject for subject in told)


def aged(people, days: float) -> Referral:
    """Accepted so long ago."""
    found = makers.accepted(people.omar, people.alice)
    Referral.objects.update(state_since=timezone.now() - timedelta(days=days))
    people.chloe  # noqa: B018
    mailed()
    return found


@pytest.mark.parametrize(("days", "told"), [(9, []), (11, ["alice"]), (22, ["alice", "chloe"])])
def test_whoever_is_accepted_and_has_no_therapist_is_not_forgotten(people, days, told):
    aged(people, days)
    remind_referrals()
    assert sorted(to for to, _ in mailed()) == [getattr(people, name).email for name in told]
    remind_referrals()
    assert mailed() == []


@pytest.mark.parametrize("answered", [False, True])
def test_once_somebody_is_asked_to_follow_her_it_is_left_in_peace(people, answered):
    tara = makers.therapist(people.tara, languages=["prs"])
    makers.care(people.omar, people.alice, tara, active=answered)
    mailed()
    Referral.objects.update(state_since=timezone.now() - timedelta(days=90))
    remind_referrals()
    assert mailed() == []


def test_what_is_refused_is_left_in_peace(people):
    found = waiting(people, 1)
    said = {"decision": "refusee", "reason": "Relève d’un autre dispositif.", "version": found.version}
    actions.decide(found, **said, by=people.alice, at=timezone.now())
    mailed()
    Referral.objects.update(state_since=timezone.now() - timedelta(days=90))
    remind_referrals()
    assert mailed() == [] and Referral.objects.get(pk=found.pk).reminded == 0
