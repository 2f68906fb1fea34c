"""The hotline wakes, is kept, answers and sleeps: a coordinator at her desk, a listener with one hand on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from referrals.models import Call
from tests.browser.conftest import DESK, PHONE
from tests.referrals.hotline import field

pytestmark = pytest.mark.usefixtures("demo")


def test_the_line_from_sleep_to_sleep(live_server, people, visitor):
    with acting_as_system():
        lea = field.lea()
        field.line(people.alice, days=[0, 1, 2, 3, 4, 5, 6])
    alice, listener = visitor(people.alice, DESK), visitor(lea, PHONE)
    _finds_it_asleep(listener)
    _opens(alice)
    _takes_a_shift(listener)
    _logs_a_call(listener)
    _calls_back(listener)
    _closes(alice)
    _finds_it_asleep(listener)


def _finds_it_asleep(listener):
    listener.open("referrals:hotline")
    listener.reads("La cellule est en dormance")
    listener.looks_right()


def _opens(alice):
    page = alice.page
    alice.open("referrals:hotline")
    alice.reads("Tout est prêt pour rouvrir")
    alice.looks_right()
    page.get_by_label("Jusqu’au").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    alice.press("Ouvrir la cellule")
    alice.reads("son planning est prêt à remplir")
    alice.reads("sans personne")
    alice.looks_right()
    alice.press("Semaine suivante")
    page.locator(".planning-shift a").first.click()
    alice.reads("Qui la tient")
    alice.looks_right()
    page.get_by_label("Nom ou pseudonyme au planning").fill("PSY-1")
    alice.press("Confier")
    alice.reads("Permanence confiée")
    alice.open("referrals:change_hotline")
    alice.looks_right()
    alice.open("referrals:replace_grid")
    alice.looks_right()


def _takes_a_shift(listener):
    listener.open("referrals:shifts")
    listener.press("Semaine suivante")
    listener.page.get_by_role("button", name="Prendre").first.click()
    listener.reads("Cette permanence est à vous")
    expect(listener.page.locator(".planning-shift.mine")).to_have_count(1)
    listener.looks_right()
    listener.open("referrals:hotline")
    listener.reads("Mes permanences")
    listener.looks_right()


def _logs_a_call(listener):
    page = listener.page
    listener.press("Noter un appel")
    emergency = page.locator(".if-alarm")
    expect(emergency).to_be_hidden()
    page.get_by_role("group", name="Idées suicidaires").get_by_label("1", exact=True).check()
    expect(emergency).to_be_visible()
    expect(page.locator("[data-grid-says]")).to_contain_text("urgences psychiatriques")
    listener.looks_right()
    page.get_by_label("Angoisses", exact=True).first.check()
    page.get_by_label("Âge").fill("41")
    page.get_by_label("Aucune", exact=True).check()
    page.get_by_label("Prénom").fill("Amina")
    page.get_by_label("Téléphone").fill("06 00 00 00 24")
    page.get_by_label("Rappeler le").fill((timezone.localdate() + timedelta(days=1)).isoformat())
    listener.press("Noter l’appel")
    listener.reads("dites pourquoi vous vous en écartez")
    expect(page.get_by_label("Âge")).to_have_value("41")
    listener.looks_right()
    page.get_by_label("Pourquoi s’écarter de la grille").select_option("secours_appeles")
    listener.press("Noter l’appel")
    listener.reads("les secours sont déjà prévenus")
    listener.looks_right()
    listener.press("Orienter vers le centre")
    listener.reads("vous ne verrez pas le dossier")
    listener.looks_right()
    listener.open("referrals:calls")
    listener.looks_right()


def _calls_back(listener):
    listener.open("referrals:call_backs")
    listener.reads("06 00 00 00 24")
    listener.looks_right()
    listener.press("Rappeler")
    listener.page.get_by_label("La personne a été jointe").check()
    listener.looks_right()
    listener.press("Enregistrer")
    listener.reads("Rappel enregistré")
    with acting_as_system():
        assert Call.objects.get().call_backs == 1


def _closes(alice):
    alice.open("referrals:hotline")
    alice.press("Fermer la cellule")
    alice.reads("Les écoutants ne voient plus")
    alice.looks_right()
    alice.press("Fermer la cellule")
    alice.reads("Chiffres de l’ouverture")
    alice.looks_right()
    alice.open("referrals:hotline")
    alice.reads("Ouvertures passées")
    alice.looks_right()
