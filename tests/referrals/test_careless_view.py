"""A view written on purpose without its filter, through the real middleware: the database keeps the file shut."""

import pytest
from django.http import JsonResponse
from django.urls import include, path

from referrals.models import Identity, Referral
from tests.people import browser_of
from tests.referrals import makers


def careless(request):
    return JsonResponse(
        {
            "names": sorted(identity.last_name for identity in Identity.objects.all()),
            "referrals": Referral.objects.count(),
        }
    )


urlpatterns = [path("careless/", careless), path("", include("centre.urls"))]


@pytest.fixture
def careless_portal(people, settings):
    settings.ROOT_URLCONF = __name__
    makers.referral(people.omar, last_name="Ambelnou")
    makers.referral(people.olga, last_name="Oztarkha")
    makers.therapist(people.tara)
    return people


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("alice", ["Ambelnou", "Oztarkha"]),
        ("omar", ["Ambelnou"]),
        ("olga", ["Oztarkha"]),
        ("tara", []),
        ("ines", []),
        ("victor", []),
        ("felix", []),
        ("ada", []),
    ],
)
def test_a_view_without_its_filter_returns_nothing_that_is_not_hers(careless_portal, who, names):
    answer = browser_of(getattr(careless_portal, who)).get("/careless/").json()
    assert answer == {"names": names, "referrals": len(names)}
