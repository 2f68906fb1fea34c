"""Perhaps the same person: said by one word to whoever refers, shown to the coordination alone."""

import pytest

from centre.context import acting_as
from referrals.people.duplicates import fingerprints, look_alikes, phone_fingerprint, seems_known
from referrals.people.models import Identity, Person
from tests.referrals import makers

HER = {"first_name": "Shahrbanu", "last_name": "Zarrinpoush", "phone": ""}


def alike(person) -> list[Person]:
    return look_alikes(person, Identity.objects.filter(person=person).first())


@pytest.mark.parametrize(
    ("identity", "birth_year", "known"),
    [
        (HER, 1994, True),
        (HER, None, True),
        (HER, 1996, True),
        (HER, 1970, False),
        ({"first_name": "SHAHRBÂNU ", "last_name": "zarrin poush"}, 1994, True),
        ({"first_name": "Shahrbanu", "last_name": ""}, 1994, False),
        ({"first_name": "Ghezal", "last_name": "Autre", "phone": "+33 6 00 00 00 00"}, 1994, True),
        ({"first_name": "Ghezal", "last_name": "Autre", "phone": "0600000000"}, 1960, False),
        ({"first_name": "Ghezal", "last_name": "Autre", "phone": ""}, 1994, False),
        ({"first_name": "", "last_name": "", "phone": ""}, 1994, False),
    ],
)
def test_a_referrer_hears_one_word_of_files_she_may_not_see(people, identity, birth_year, known):
    makers.referral(people.omar)
    with acting_as(people.olga):
        assert seems_known(identity, birth_year=birth_year) is known


def test_somebody_erased_is_not_known_any_more(people):
    sent = makers.referral(people.omar)
    sent.person.erased_on = makers.AT.date()
    sent.person.save()
    assert not seems_known(HER, birth_year=1994)


def test_a_first_name_alone_says_little(people):
    sent = makers.referral(people.omar, last_name="")
    alone = HER | {"last_name": ""}
    assert seems_known(alone, birth_year=1994)
    assert not seems_known(alone, birth_year=None)
    assert not seems_known(alone, birth_year=1999)
    assert alike(sent.person) == []


def test_the_coordination_sees_who_looks_alike_and_a_stranger_does_not(people):
    one, two = makers.referral(people.omar).person, makers.referral(people.olga).person
    with acting_as(people.alice):
        assert alike(one) == [two] and alike(two) == [one]
    with acting_as(people.omar):
        assert alike(one) == []
    with acting_as(people.theo):
        assert alike(one) == []


@pytest.mark.parametrize("written", ["0612345678", "06 12 34 56 78", "+33612345678", "0033 6.12.34.56.78"])
def test_one_number_however_it_is_written(written):
    assert phone_fingerprint(written) == phone_fingerprint("0612345678") != b""


def test_nothing_typed_has_no_fingerprint():
    assert fingerprints({}) == {"name_index": b"", "phone_index": b""} and phone_fingerprint(" - ") == b""
