"""Dates answered on a phone without an account; rooms, at the desk and in the hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import DESK, PHONE
from tests.networks.agenda.field import book, contact, link, mails, poll, room

pytestmark = pytest.mark.usefixtures("demo")


def test_dates_are_answered_on_a_phone_without_an_account(live_server, people, visitor):
    now = timezone.now()
    poll(people.alice, members=[people.victor], contacts=[contact()], at=now, place="Salle des Micocouliers")
    path = link(mails()["colette.escoubet@partenaires.example"])

    colette = visitor(width=PHONE)
    colette.page.goto(path)
    colette.looks_right()
    for question, choice in enumerate(("Oui", "Si besoin", "Non")):
        colette.page.get_by_role("group").nth(question).get_by_label(choice, exact=True).check()
    colette.press("Enregistrer ma réponse")
    colette.reads("Votre réponse est enregistrée. Merci.")
    colette.looks_right()

    alice = visitor(people.alice, DESK)
    alice.open("networks:polls")
    alice.looks_right()
    alice.press("Groupe de travail")
    alice.reads("1 sur 2")
    alice.looks_right()
    alice.page.get_by_role("radio").first.check()
    alice.press("Retenir cette date")
    alice.reads("Date retenue")
    alice.looks_right()

    colette.page.goto(path)
    colette.reads("Ce lien n’est plus valable. Demandez-en un nouveau.")


def test_a_poll_is_opened(live_server, people, visitor):
    contact()
    alice = visitor(people.alice, DESK)
    alice.open("networks:open_poll")
    alice.press("Envoyer le sondage")
    alice.reads("Donnez un titre")
    alice.page.get_by_text("Choisir dans le fichier de contact").click()
    alice.looks_right()


def test_rooms_are_booked_and_read_on_a_phone(live_server, people, visitor):
    where = room("Salle de réunion du rez-de-chaussée, côté jardin")
    tomorrow = timezone.localdate() + timedelta(days=1)
    book(people.alice, where, day=tomorrow, at=timezone.now(), purpose="Groupe de travail", heads=20)
    alice = visitor(people.alice, PHONE)
    alice.open("networks:rooms")
    alice.looks_right()
    alice.press("Salle de réunion")
    alice.looks_right()
    alice.press("Réserver")
    page = alice.page
    page.get_by_label("Jour").fill(tomorrow.isoformat())
    page.get_by_label("De", exact=True).fill("15:00")
    page.get_by_label("À", exact=True).fill("17:00")
    page.get_by_label("Pour quoi").fill("Atelier")
    page.locator("main form button[type=submit]").click()
    alice.reads("déjà prise de 14\u00a0h à 16\u00a0h. Voici les trois créneaux libres suivants")
    alice.looks_right()
