"""What a request wrote about something that went away meanwhile: a page that says so, nothing kept, no traceback."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from psycopg.errors import DeadlockDetected

from centre.context import acting_as_system
from centre.models import RoleGrant, User
from centre.urls import *  # noqa: F403
from centre.urls import urlpatterns as ours
from tests.people import PortalClient, make_user

NOBODY = 2_000_000_000


@login_not_required
def write_about_nobody(request):
    """The foreign key is checked when the request commits, after the view."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE centre_rolegrant SET granted_by_id = %s WHERE user_id <> app_user_id()", [NOBODY]
        )
    return HttpResponse("écrit")


@login_not_required
def deadlock(request):
    raise OperationalError from DeadlockDetected("deadlock detected")


@login_not_required
def divide(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


urlpatterns = [
    *ours,
    path("essai/personne/", write_about_nobody),
    path("essai/attente/", deadlock),
    path("essai/zero/", divide),
]


@pytest.mark.django_db(transaction=True)
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("url", ["/essai/personne/", "/essai/attente/"])
def test_what_went_away_meanwhile_is_said_on_a_page(portal, url):
    make_user("Noé", "benevole")
    answer = PortalClient().post(url, headers={"referer": "http://testserver/orientations/"})
    assert answer.status_code == 409
    assert "Quelqu’un vient de modifier" in answer.content.decode()
    assert "/orientations/" in answer.content.decode()
    assert not RoleGrant.objects.filter(granted_by_id=NOBODY).exists()
    assert User.objects.exists()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_what_the_database_refuses_is_a_page_and_the_next_one_works(portal, verb):
    browser = PortalClient(raise_request_exception=False)
    answer = getattr(browser, verb)("/essai/zero/")
    assert answer.status_code == 500 and "a rencontré une erreur" in answer.content.decode()
    assert browser.get("/comptes/login/").status_code == 200


def test_nobody_acts_in_the_name_of_an_account_that_is_not_there(portal, monkeypatch):
    monkeypatch.setattr("centre.context.SYSTEM_EMAIL", "personne@portail.invalid")
    with pytest.raises(LookupError), acting_as_system():
        pytest.fail("who is it?")
    assert not connection.needs_rollback
