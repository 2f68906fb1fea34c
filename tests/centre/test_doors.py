"""What every door owes its visitor: a refusal kept beside the field, an error page that never shows a trace."""

import pytest
from django import forms
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from centre.context import acting_as_system
from centre.doors import carry_out
from centre.models import Settings
from centre.refusals import Refused
from tests.people import browser_of


class NameForm(forms.Form):
    name = forms.CharField()


def test_a_refusal_lands_beside_its_field_and_nothing_is_written(portal):
    def rename(*, name):
        with acting_as_system():
            assert Settings.objects.update(name=name) == 1
        raise Refused("Ce nom est pris.", field="name")

    before = Settings.objects.get().name
    form = NameForm({"name": "Autre"})
    assert carry_out(form, rename) is None
    assert form.errors == {"name": ["Ce nom est pris."]} and form["name"].value() == "Autre"
    assert Settings.objects.get().name == before


def test_a_refusal_about_no_field_heads_the_form(portal):
    def refuse(*, name):
        raise Refused("Pas maintenant.", field="unknown")

    form = NameForm({"name": "x"})
    carry_out(form, refuse)
    assert form.non_field_errors() == ["Pas maintenant."]


@pytest.mark.parametrize(("error", "status"), [(RuntimeError, 500), (OperationalError, 503)])
def test_a_breakdown_shows_a_calm_page(people, monkeypatch, error, status):
    def broken(*args, **kwargs):
        raise error("secret detail")

    monkeypatch.setattr("centre.views.places_for", broken)
    alice = browser_of(people.alice)
    alice.raise_request_exception = False
    answer = alice.get(reverse("home"))
    assert answer.status_code == status
    assert "secret detail" not in answer.content.decode() and "Traceback" not in answer.content.decode()


def test_an_unknown_page_and_a_closed_one_look_the_same(people):
    victor = browser_of(people.victor)
    closed, unknown = victor.get(reverse("referrals:board")), victor.get("/rien/")
    assert closed.status_code == unknown.status_code == 404
    assert "Page introuvable" in closed.content.decode()


def test_a_form_without_its_token_is_refused_calmly(people):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.victor, backend="centre.accounts.Backend")
    assert strict.post(reverse("account_logout")).status_code == 403
