"""Two coordinators, one person, real connections."""

import pytest

from centre.context import acting_as, acting_as_system
from referrals.models import Consent, Identity, Person, Referral
from referrals.people.consents import actions as consents
from referrals.people.identity import actions as identity
from referrals.people.merging import actions as merging
from tests.people import People
from tests.referrals import makers
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("crossed", [False, True])
def test_two_files_are_joined_once(crossed):
    people = People()
    with acting_as_system():
        one, two = (makers.referral(who).person for who in (people.omar, people.olga))
        both = [people.alice, people.chloe]

    def join(number):
        pair = (two, one) if crossed and number else (one, two)
        with acting_as(both[number]):
            return merging.merge(pair[0], other=pair[1], by=both[number], at=makers.AT)

    assert len(refused(together(2, join))) == 1
    with acting_as_system():
        assert Person.objects.count() == Identity.objects.count() == 1
        assert Referral.objects.filter(person=Person.objects.get()).count() == 2


def test_a_consent_is_given_once():
    people = People()
    with acting_as_system():
        person = makers.referral(people.omar, consents={}).person
        both = [people.alice, people.chloe]

    def give(number):
        by = both[number % 2]
        with acting_as(by):
            return consents.record_consent(
                person,
                scope="equipe",
                partner=None,
                form="oral",
                language="",
                text_version="",
                interpreter_present=False,
                given_on=makers.AT.date(),
                expires_on=None,
                by=by,
                at=makers.AT,
            )

    assert len(refused(together(4, give))) == 3
    with acting_as_system():
        assert Consent.objects.count() == 1


def test_two_corrections_of_the_same_reading_are_one():
    people = People()
    with acting_as_system():
        person = makers.referral(people.omar).person
        seen = identity.stamp(Identity.objects.get())
        both = [people.alice, people.chloe]

    def correct(number):
        by = both[number]
        with acting_as(by):
            return identity.rectify(person, seen=seen, phone=f"060000000{number + 1}", by=by, at=makers.AT)

    assert len(refused(together(2, correct))) == 1
