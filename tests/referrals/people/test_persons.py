"""The coordination's page about people: found by a code or an exact name, never listed by name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.models import Reading
from referrals.models import Consent, Person, Referral
from referrals.people import access
from tests.people import browser_of
from tests.referrals import makers
from tests.statements import cost

PAGE = "referrals:persons"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Shahrbanu Zarrinpoush", 1),
        ("zarrinpoush  SHAHRBANU", 1),
        ("06 00 00 00 00", 1),
        ("+33600000000", 1),
        ("Zarrinpoush", 0),
        ("Shahrbanu", 0),
        ("%", 0),
        ("06", 0),
    ],
)
def test_by_an_exact_name_or_number(people, words, found):
    sent = makers.referral(people.omar)
    page = browser_of(people.alice).post(reverse(PAGE), {"words": words}).content.decode()
    assert (sent.person.code in page.split("À suivre")[0]) == bool(found)
    assert Reading.objects.filter(why="recherche d’une personne").count() == found


def test_by_its_code_whatever_the_case(people):
    sent = makers.referral(people.omar)
    page = browser_of(people.alice).post(reverse(PAGE), {"words": sent.person.code.lower()})
    assert sent.reference in page.content.decode()


def test_no_name_enters_an_address(people):
    makers.referral(people.omar)
    page = browser_of(people.alice).get(reverse(PAGE), {"words": "Shahrbanu Zarrinpoush"}).content.decode()
    assert "Aucun dossier" not in page and "Shahrbanu" not in page.split("À suivre")[0]
    assert not Reading.objects.filter(why="recherche d’une personne").exists()


@pytest.mark.parametrize("listed", ["accords", "sans-accord", "derogations", "sans-contact", "nimporte"])
def test_each_list_reads_the_same_number_of_statements(people, listed):
    alice, counts = browser_of(people.alice), []
    for number in (1, 3):
        for _ in range(number):
            made = makers.referral(people.omar)
            Consent.objects.filter(person=made.person).update(expires_on=timezone.localdate())
        counts.append(cost(alice, f"{reverse(PAGE)}?liste={listed}"))
    assert counts[0] == counts[1] <= 7, counts


def test_without_contact_since_two_years_and_nothing_going_on(people):
    today = (makers.AT + timedelta(days=900)).date()
    closed, opened, seen = (makers.referral(people.omar) for _ in range(3))
    Person.objects.update(created_at=makers.AT)
    Referral.objects.filter(pk__in=[closed.pk, seen.pk]).update(
        state="refusee", decision="refusee", decided_on=makers.AT.date(), decision_reason=b"x"
    )
    Consent.objects.filter(person=seen.person).update(
        given_on=today - timedelta(days=100), expires_on=today + timedelta(days=100)
    )
    found = access.without_contact(today)
    assert [person.pk for person in found] == [closed.person_id]
    assert found[0].last_contact == makers.AT.date()
    assert opened.person not in found
    assert not access.without_contact(makers.AT.date() + timedelta(days=700))
