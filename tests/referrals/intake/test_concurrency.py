"""The same form twenty times at once, and a dispositif that stops meanwhile."""

import uuid

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from referrals.dispositifs import actions as dispositifs
from referrals.intake import actions as intake
from referrals.models import Consent, Dispositif, Identity, Person, Referral, ReferralStep
from tests.people import People, browser_of
from tests.referrals import makers
from tests.referrals.intake.makers import asked, form, public
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def everything():
    with acting_as_system():
        return [model.objects.count() for model in (Referral, Person, Identity, Consent, ReferralStep)]


def test_twenty_identical_posts_make_one_orientation():
    people = People()
    with acting_as_system():
        makers.validated(people.omar)
        typed = form(makers.dispositif())
    browsers = [browser_of(people.omar) for _ in range(20)]
    answers = together(20, lambda number: browsers[number].post(reverse("referrals:receive"), typed))
    assert [answer.status_code for answer in answers] == [302] * 20
    assert len({answer.url for answer in answers}) == 1
    assert everything() == [1, 1, 1, 1, 1]


ASK = "/orientations/demander/"


def test_twenty_identical_requests_without_an_account_make_one():
    with acting_as_system():
        typed = asked(public(), email="nilofar@ailleurs.example")
    answers = together(20, lambda n: browser_of().post(ASK, typed, REMOTE_ADDR=f"192.0.2.{n}"))
    assert len({answer.url for answer in answers}) == 1
    assert everything() == [1, 1, 1, 1, 1]
    assert OutgoingMail.objects.filter(to="nilofar@ailleurs.example").count() == 1


def test_nobody_slips_in_while_it_closes():
    """Either the orientation came first and it cannot close, or it closed first and the orientation is told why."""
    people = People()
    with acting_as_system():
        made = makers.dispositif()
    assert people.alice and people.chloe

    def work(number):
        if number == 0:
            with acting_as(people.alice):
                return dispositifs.close_dispositif(
                    made, closing_note="", version=1, by=people.alice, at=makers.AT
                )
        with acting_as(people.chloe):
            return makers.referral(people.chloe, idempotency_key=uuid.uuid4())

    results = together(4, work)
    with acting_as_system():
        closed = Dispositif.objects.get().closed_on is not None
        assert Referral.objects.exists() != closed
    assert refused(results)
    assert intake.receive
