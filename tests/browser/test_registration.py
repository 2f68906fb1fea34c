"""The registration on a phone: a place in the queue, an offer, an answer; each page looked at on the way."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from centre.models import OutgoingMail
from practice_groups.choices import Language
from practice_groups.models import Group, Meeting
from tests.browser.conftest import DESK, PHONE
from tests.practice_groups.field import join, make_cycle

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def cycle(live_server, people):
    """A full cycle that Anne facilitates: Omar has its only seat."""
    now = timezone.now()
    cycle = make_cycle(1, at=now, fee=120, facilitators=[people.anne])
    with acting_as_system():
        for months in (1, 2):
            start = now + timedelta(days=30 * months)
            Meeting.objects.create(cycle=cycle, starts_at=start, ends_at=start + timedelta(hours=3))
    join(cycle, people.omar, at=now)
    return cycle


def test_from_the_queue_to_a_freed_seat(cycle, people, visitor):
    victor = visitor(people.victor, PHONE)
    _queues(victor)

    omar = visitor(people.omar, DESK)
    omar.open("practice_groups:cycle", cycle.pk)
    omar.press("Me désister")
    omar.looks_right()
    omar.press("Confirmer mon désistement")
    omar.reads("Votre désistement est enregistré.")

    _answers(victor)

    anne = visitor(people.anne, DESK)
    anne.reads("J’anime")
    anne.open("practice_groups:roster", cycle.pk)
    anne.reads("Victor")
    anne.looks_right()


def _queues(victor):
    page = victor.page
    victor.open("practice_groups:catalogue")
    victor.reads("Complet, liste d’attente ouverte")
    victor.looks_right()
    victor.press("S’inscrire sur la liste d’attente")
    page.get_by_label("Profession ou fonction").fill("Bénévole d’accueil")
    victor.press("M’inscrire")
    victor.reads("Acceptez la charte du groupe")
    victor.looks_right()
    page.get_by_label("Social", exact=True).check()
    page.get_by_label("J’ai lu la charte").check()
    victor.press("M’inscrire")
    victor.reads("1re sur 1 en liste d’attente")
    victor.looks_right()


def _answers(victor):
    victor.open("home")
    victor.reads("Place proposée")
    victor.looks_right()
    victor.press("Intervision du lundi")
    victor.reads("Sans réponse à cette date")
    victor.looks_right()
    victor.press("J’accepte la place")
    victor.reads("Votre inscription est confirmée.")
    victor.looks_right()


def test_without_an_account_in_the_language_of_the_group(cycle, people, visitor):
    """Somebody of Brussels, on a phone: a Dutch-speaking group, a link by mail, a place in the queue, withdrawn."""
    with acting_as_system():
        Group.objects.filter(pk=cycle.group_id).update(language=Language.DUTCH, title="Intervisie op maandag")
    somebody = visitor(width=PHONE)
    page = somebody.open("account_login")
    somebody.press("Groupes et formations")
    somebody.press("Intervisie op maandag")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    somebody.looks_right()
    somebody.press("Inschrijven op de wachtlijst")
    for label, text in (("Voor- en achternaam", "Mieke Verhulst"), ("E-mailadres", "mieke@huis.example")):
        page.get_by_label(label).fill(text)
    page.get_by_label("Beroep of functie").fill("Maatschappelijk werkster")
    page.get_by_label("Sociaal", exact=True).check()
    page.locator("[name=charter]").check()
    somebody.looks_right()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    with acting_as_system():
        mail = OutgoingMail.objects.get(to="mieke@huis.example")
    assert "wachtlijst" in mail.body or "inschrijving" in mail.body
    page.goto(re.search(r"https?://[^/]+(/\S+)", mail.body)[1])
    somebody.looks_right()
    page.locator("main form button[type=submit]").first.click()
    somebody.reads("1e van 1 op de wachtlijst")
    somebody.looks_right()
    page.locator(".languages button[lang=fr]").click()
    somebody.reads("1re sur 1 en liste d’attente")
