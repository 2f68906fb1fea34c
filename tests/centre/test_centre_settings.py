"""What the centre says of itself: the administration changes it, in a form the database stands behind."""

import pytest
from django.urls import reverse

from centre.context import acting_as
from centre.models import Settings
from tests.people import browser_of

ANSWERS = {
    "name": "Centre de l’Aude",
    "emergency_name": "Urgences de Carcassonne",
    "emergency_phone": "04 00 00 00 16",
    "disclosure_threshold": "15",
    "two_to_publish": "on",
}


def test_the_administration_changes_what_the_centre_says(people):
    answer = browser_of(people.ada).post(reverse("centre_settings"), ANSWERS)
    assert answer.status_code == 302
    now = Settings.objects.get()
    assert (now.name, now.disclosure_threshold, now.two_to_publish) == ("Centre de l’Aude", 15, True)


def test_a_threshold_under_eleven_is_refused_and_what_was_typed_stays(people):
    answer = browser_of(people.ada).post(reverse("centre_settings"), ANSWERS | {"disclosure_threshold": "5"})
    page = answer.content.decode()
    assert "Le seuil ne descend pas sous onze personnes." in page and "Centre de l’Aude" in page
    assert Settings.objects.get().disclosure_threshold == 11


@pytest.mark.parametrize("name", ["alice", "tara", "felix"])
def test_nobody_else_changes_it(people, name):
    user = getattr(people, name)
    assert browser_of(user).get(reverse("centre_settings")).status_code == 404
    with acting_as(user):
        assert Settings.objects.update(two_to_publish=True) == 0
