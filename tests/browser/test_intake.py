"""Asking for help on a phone, without an account; the text of the consent in its own script."""

import pytest
from playwright.sync_api import expect

from centre.context import acting_as_system
from centre.models import OutgoingMail
from referrals.models import Referral
from tests.browser.conftest import PHONE
from tests.referrals.intake.makers import link_to, public

pytestmark = pytest.mark.usefixtures("demo")
MAIL = "nilofar@ailleurs.example"


@pytest.fixture
def door(live_server):
    with acting_as_system():
        return public(description="Un à trois entretiens.")


def test_a_person_asks_for_help_on_her_phone(door, visitor):
    nilofar = visitor(width=PHONE)
    page = nilofar.open("referrals:ask_for_help")
    expect(page.get_by_role("link", name="3114").first).to_be_in_viewport()
    nilofar.looks_right()
    page.get_by_label("Pour moi").check()
    expect(page.get_by_label("Votre nom et votre numéro")).to_be_hidden()
    page.get_by_label("Prénom").fill("Nilofar")
    page.get_by_text("Recevoir un lien pour reprendre plus tard").click()
    page.get_by_label("Votre adresse e-mail").fill(MAIL)
    nilofar.press("Recevoir le lien")
    nilofar.reads("C’est gardé pour trente jours.")

    with acting_as_system():
        link = link_to(MAIL)
    page.goto(link)
    expect(page.get_by_label("Prénom")).to_have_value("Nilofar")
    nilofar.looks_right()
    _completes_and_sends(nilofar)
    nilofar.reads("Bien reçue")
    expect(page.locator("main")).not_to_contain_text("Nilofar")
    nilofar.looks_right()
    page.get_by_text("Retirer la demande").first.click()
    nilofar.press("Retirer la demande")
    nilofar.reads("La demande est retirée.")
    with acting_as_system():
        assert Referral.objects.get().state == "retiree"
        assert not OutgoingMail.objects.filter(body="").exists()


def _completes_and_sends(nilofar):
    page = nilofar.page
    page.get_by_label("Idées suicidaires ou geste récent").check()
    nilofar.press("Envoyer la demande")
    nilofar.reads("Appelez d’abord le 15")
    nilofar.looks_right()
    expect(page.get_by_label("Prénom")).to_have_value("Nilofar")
    page.get_by_label("J’ai lu ces numéros, et j’envoie aussi ma demande").check()
    page.get_by_role("textbox", name="Téléphone").fill("06 00 00 00 09")
    page.get_by_label("Langue", exact=True).select_option(label="dari")
    page.get_by_label("Département").select_option("30")
    page.get_by_label("La personne qui a besoin d’aide est d’accord").check()
    nilofar.press("Envoyer la demande")


def test_the_text_of_the_consent_runs_in_its_own_direction(door, visitor):
    reader = visitor(width=PHONE)
    page = reader.open("referrals:consent_text")
    reader.press("پښتو")
    sheet = page.locator(".consent-sheet")
    expect(sheet).to_have_css("direction", "rtl")
    first = sheet.locator("p").first
    box, outside = first.bounding_box(), sheet.bounding_box()
    assert outside["x"] + outside["width"] - (box["x"] + box["width"]) < 40  # it begins at the right
    reader.reads("Traduction à relire")
    reader.looks_right()
