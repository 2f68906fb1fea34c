"""The vault: what is stored opens only where it belongs, with a key that the database never had."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from centre import vault
from referrals.models import Identity
from tests.referrals import makers


@given(st.text(), st.text(min_size=1))
def test_what_is_encrypted_opens_in_its_place_alone(text, place):
    stored = vault.encrypt(text, place)
    assert vault.decrypt(stored, place) == text
    with pytest.raises(vault.VaultError):
        vault.decrypt(stored, place + "x")


def test_a_ciphertext_moved_to_another_row_does_not_open(people):
    first, second = makers.referral(people.alice), makers.referral(people.alice, last_name="Autre")
    stored = Identity.objects.get(person=first.person).__dict__["last_name"]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE referrals_identity SET last_name = %s WHERE person_id = %s", [stored, second.person_id]
        )
    with pytest.raises(vault.VaultError):
        _ = Identity.objects.get(person=second.person).last_name


def test_no_plain_text_enters_through_update(people):
    makers.referral(people.alice)
    with pytest.raises(vault.VaultError):
        Identity.objects.update(last_name="Zarrinpoush")


def test_accents_case_and_spaces_do_not_count_in_the_index():
    assert vault.blind_index("Éloïse  Le Gall") == vault.blind_index("eloise le gall")
    assert vault.blind_index("Éloïse") != vault.blind_index("Élodie")
