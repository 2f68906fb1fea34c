"""Without her consent, in danger alone: named, short, told, read again by another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.models import OutgoingMail, Reading
from centre.refusals import Refused
from referrals.models import Consent, ConsentOverride, Identity
from referrals.people.overrides import actions
from tests.people import browser_of
from tests.referrals import makers


@pytest.fixture
def person(people):
    """Followed by Tara, without any consent."""
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    Consent.objects.update(withdrawn_on="2026-03-02")
    return care.person


def override(person, by, hours=24, at=None):
    with acting_as(by):
        return actions.override_consent(
            person, reason="Ne répond plus.", hours=hours, by=by, at=at or timezone.now()
        )


def opened(user) -> bool:
    with acting_as(user):
        return Identity.objects.exists()


def test_the_therapist_knows_her_while_it_runs_and_no_longer(people, person):
    assert not opened(people.tara)
    made = override(person, people.alice)
    makers.therapist(people.theo)
    assert opened(people.tara) and not opened(people.theo) and not opened(people.ines)
    actions.end_override(made, by=people.chloe, at=timezone.now())
    assert not opened(people.tara)
    with pytest.raises(Refused, match="déjà finie"):
        actions.end_override(made, by=people.chloe, at=timezone.now())


def test_it_ends_by_itself(people, person):
    override(person, people.alice, hours=72, at=timezone.now() - timedelta(hours=73))
    assert not opened(people.tara)


@pytest.mark.parametrize("hours", [0, -1, 73, 10_000])
def test_seventy_two_hours_at_most(people, person, hours):
    with pytest.raises(Refused, match="72 heures"):
        override(person, people.alice, hours=hours)


def test_the_database_refuses_a_longer_one(people, person):
    made = override(person, people.alice, hours=72)
    with pytest.raises(IntegrityError, match="an_override_is_short"), transaction.atomic():
        ConsentOverride.objects.filter(pk=made.pk).update(until=made.given_at + timedelta(hours=73))


def test_one_at_a_time(people, person):
    override(person, people.alice)
    with pytest.raises(Refused, match="déjà en cours"):
        override(person, people.chloe)


def test_colleagues_are_told_and_the_journal_says_who(people, person):
    people.chloe  # noqa: B018  she exists
    OutgoingMail.objects.all().delete()
    override(person, people.alice)
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == people.chloe.email and "Shahrbanu" not in mail.body and person.code not in mail.body
    reading = Reading.objects.get(why__contains="dérogation")
    assert (reading.actor_id, reading.object_id) == (people.alice.pk, str(person.pk))


def test_another_reads_it_again(people, person):
    made = override(person, people.alice)
    assert actions.review_override(made, by=people.alice, at=timezone.now()).reviewed_by == people.alice
    again = override(makers.referral(people.olga).person, people.alice)
    people.chloe  # noqa: B018  there is another now
    with pytest.raises(Refused, match="une autre personne"):
        actions.review_override(again, by=people.alice, at=timezone.now())
    assert actions.review_override(again, by=people.chloe, at=timezone.now()).reviewed_by == people.chloe


def test_the_story_in_pages(people, person):
    alice, chloe = browser_of(people.alice), browser_of(people.chloe)
    page = reverse("referrals:override_consent", args=[person.pk])
    assert alice.post(page, {"hours": "24", "reason": ""}).status_code == 200
    assert alice.post(page, {"hours": "96", "reason": "Danger"}).status_code == 200
    assert not ConsentOverride.objects.exists()
    assert alice.post(page, {"hours": "24", "reason": "Danger immédiat"}).status_code == 302
    made = ConsentOverride.objects.get()
    shown = chloe.get(reverse("referrals:file", args=[person.referrals.get().pk])).content.decode()
    assert "Dérogation en cours" in shown and "Danger immédiat" in shown
    assert (
        "Danger immédiat" in chloe.get(reverse("referrals:persons") + "?liste=derogations").content.decode()
    )
    assert chloe.post(reverse("referrals:review_override", args=[made.pk])).status_code == 302
    assert chloe.post(reverse("referrals:end_override", args=[made.pk])).status_code == 302
    assert not opened(people.tara)


def test_whoever_is_told_of_nothing_is_told_each_week(people, person):
    from referrals.people.tasks import remind_overrides

    override(person, people.alice)
    OutgoingMail.objects.all().delete()
    remind_overrides()
    assert OutgoingMail.objects.count() == 1
    ConsentOverride.objects.update(reviewed_at=timezone.now(), reviewed_by=people.alice)
    OutgoingMail.objects.all().delete()
    remind_overrides()
    assert not OutgoingMail.objects.exists()
