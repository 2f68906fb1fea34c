"""The *équipe mobile* on screens: a host asks on a phone, a therapist notes a talk in less than a minute."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from referrals.models import Talk, Visit
from tests.browser.conftest import DESK, PHONE
from tests.referrals import makers
from tests.referrals.outreach import field

pytestmark = pytest.mark.usefixtures("demo")


def test_from_a_request_to_a_talk_noted_on_a_phone(live_server, people, visitor):
    with acting_as_system():
        hugo, _ = field.host(), (people.tara, people.theo)
        makers.dispositif()
    _asks(visitor(hugo, PHONE))
    alice = visitor(people.alice, DESK)
    _plans(alice)
    _today()
    tara = visitor(people.tara, PHONE)
    _notes_a_talk(tara)
    _notes_a_group(tara)
    _says_it_was_held(tara)
    alice.open("referrals:visit_figures")
    alice.reads("Personnes rencontrées")
    alice.looks_right()


def _asks(hugo):
    hugo.open("referrals:hosted_visits")
    hugo.looks_right()
    hugo.press("Demander une permanence")
    page = hugo.page
    page.get_by_label("Permanence psychosociale").check()
    page.get_by_label("Quand").fill("un mardi matin")
    page.get_by_label("Langues attendues").fill("persant")
    hugo.press("Envoyer la demande")
    hugo.reads("Langue inconnue")
    expect(page.get_by_label("Quand")).to_have_value("un mardi matin")
    hugo.looks_right()
    page.get_by_label("Langues attendues").fill("dari")
    hugo.press("Envoyer la demande")
    hugo.reads("un mardi matin")
    hugo.looks_right()


def _plans(alice):
    page = alice.page
    alice.open("referrals:visits")
    alice.looks_right()
    page.locator("main").get_by_role("link", name="HUDA des Amandiers").click()
    alice.press("Planifier")
    alice.looks_right()
    page.get_by_label("Tenue par").select_option(label="Tara")
    page.get_by_label("Date", exact=True).fill((timezone.localdate() + timedelta(days=5)).isoformat())
    page.get_by_label("De", exact=True).fill("09:00")
    page.get_by_label("À", exact=True).fill("12:00")
    alice.press("Planifier")
    alice.reads("Tara")
    alice.looks_right()
    month = f"{timezone.localdate() + timedelta(days=5):%Y-%m}"
    page.goto(f"{page.url.split('/permanences/')[0]}/permanences/calendrier/?mois={month}")
    alice.reads("HUDA des Amandiers")
    alice.looks_right()


def _today():
    now = timezone.now()
    with acting_as_system():
        Visit.objects.update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))


def _notes_a_talk(tara):
    page = tara.page
    tara.open("referrals:my_visits")
    tara.looks_right()
    begun = time.monotonic()
    tara.press("Noter un entretien")
    page.get_by_label("Femme", exact=True).check()
    page.get_by_label("25-34 ans").check()
    tara.press("Noter")
    tara.reads("femme, 25-34 ans")
    assert time.monotonic() - begun < 60
    with acting_as_system():
        assert Talk.objects.get().language == "prs"
    tara.looks_right()


def _notes_a_group(tara):
    page = tara.page
    tara.press("Noter un groupe")
    page.get_by_label("Personnes en tout").fill("3")
    page.locator("input[name=women]").fill("4")
    tara.press("Noter le groupe")
    tara.reads("au moins autant de personnes")
    tara.looks_right()
    page.get_by_label("Personnes en tout").fill("6")
    tara.press("Noter le groupe")
    tara.reads("6")


def _says_it_was_held(tara):
    tara.press("Elle a été tenue")
    expect(tara.page.get_by_label("Personnes rencontrées")).to_have_value("7")
    tara.looks_right()
    tara.press("C’est noté")
    tara.reads("Personnes rencontrées")
    tara.press("Orienter")
    tara.looks_right()
    with acting_as_system():
        assert Visit.objects.get().heads == 7
