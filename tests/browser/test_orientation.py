"""The orientation, from the referrer's phone to a logged session, each page looked at on the way."""

import pytest
from playwright.sync_api import expect

from centre.context import acting_as_system
from referrals.models import Referral, TherapySession
from tests.browser.conftest import DESK, PHONE, Stopwatch
from tests.referrals import makers

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def field(live_server, people):
    """A referrer's structure, a dispositif, a therapist and an interpreter."""
    with acting_as_system():
        makers.validated(people.omar)
        makers.dispositif()
        makers.therapist(people.tara)
        makers.interpreter(people.ines)


def test_from_the_form_to_the_session(field, people, visitor):
    omar = visitor(people.omar, PHONE)
    _sends(omar)

    alice = visitor(people.alice, DESK)
    _triages(alice)
    _answers(omar)
    _decides_and_proposes(alice)

    tara = visitor(people.tara, PHONE)
    _accepts(tara)
    _logs_a_session(tara)

    _learns_of_it(omar)
    ines = visitor(people.ines, PHONE)
    ines.open("networks:missions")
    ines.reads("Dari")
    expect(ines.page.locator("main")).not_to_contain_text("Shahrbanu")
    ines.looks_right()


def _sends(omar):
    page = omar.page
    omar.reads("Aucune orientation envoyée.")
    omar.looks_right()
    omar.press("Orienter une personne")
    omar.looks_right()
    _meets_an_emergency(omar)

    page.get_by_label("Prénom").fill("Shahrbanu")
    page.get_by_label("Nom (facultatif)", exact=True).fill("Zarrinpoush")
    page.get_by_label("Langue parlée", exact=True).select_option(label="dari")
    page.get_by_label("Département").select_option("30")
    expect(page.locator("#draft-state")).to_contain_text("Brouillon enregistré à")

    omar.open("referrals:mine")
    omar.reads("Un brouillon vous attend")
    omar.looks_right()
    omar.press("Le reprendre")
    expect(page.get_by_label("Prénom")).to_have_value("Shahrbanu")
    expect(page.get_by_label("Langue parlée", exact=True)).to_have_value("prs")
    page.get_by_label("Sommeil, cauchemars").check()
    page.get_by_label("La situation en quelques mots").fill("Ne dort plus depuis l’hiver.")
    page.get_by_label("Oui, par oral").check()
    omar.press("Envoyer l’orientation")
    omar.reads("envoyée.")
    omar.reads("Orientation envoyée")
    omar.looks_right()


def _meets_an_emergency(omar):
    """The numbers come with the tick: no request, hence no network, between the two."""
    page, asked = omar.page, []
    box = page.get_by_role("heading", name="Danger immédiat ou idées suicidaires")
    expect(box).to_be_hidden()
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Danger immédiat pour la personne ou pour autrui").check()
    expect(box).to_be_visible(timeout=500)
    assert asked == []
    assert page.locator("#emergency").get_by_role("link", name="3114").get_attribute("href") == "tel:3114"
    page.get_by_label("Danger immédiat pour la personne ou pour autrui").uncheck()
    expect(box).to_be_hidden()


def _triages(alice):
    reference = _reference()
    alice.open("home")
    alice.reads(reference)
    alice.looks_right()
    alice.press("Ouvrir le tableau")
    expect(alice.page.locator("main")).not_to_contain_text("Zarrinpoush")
    alice.looks_right()
    alice.press(reference)
    alice.reads("Shahrbanu Zarrinpoush")
    alice.looks_right()
    alice.press("Prendre en main")
    alice.reads("Vous suivez cette orientation")
    alice.press("Demander un complément")
    alice.looks_right()
    alice.page.get_by_label("Votre question à l’orienteur").fill("Depuis quand ?")
    alice.press("Envoyer la question")
    alice.reads("Compléments demandés")


def _reference() -> str:
    with acting_as_system():
        return Referral.objects.get().reference


def _answers(omar):
    omar.open("referrals:mine")
    omar.press("Votre réponse est attendue")
    omar.reads("Depuis quand ?")
    omar.looks_right()
    omar.page.get_by_label("Votre réponse").fill("Depuis janvier.")
    omar.press("Envoyer ma réponse")
    omar.reads("Complément apporté")


def _decides_and_proposes(alice):
    page = alice.page
    page.reload()
    alice.reads("Depuis janvier.")
    alice.press("Passer en concertation")
    alice.looks_right()
    page.get_by_label("Alice").check()
    for criterion in ("Pertinence", "Langue parlée", "Disponibilité"):
        page.get_by_role("group", name=criterion).get_by_label("Oui").check()
    page.get_by_role("group", name="Décision").get_by_label("Acceptée").check()
    alice.press("Enregistrer la concertation")
    alice.reads("Concertation enregistrée")
    alice.looks_right()
    alice.press("Proposer un thérapeute")
    alice.looks_right()
    offered = page.get_by_label("Interprète").locator("option", has_text="Inès")
    page.get_by_label("Interprète").select_option(offered.get_attribute("value"))
    alice.press("Proposer à Tara")
    alice.reads("La proposition est partie.")
    alice.reads("Proposée")


def _accepts(tara):
    tara.looks_right()
    tara.press("Répondre")
    tara.reads("Avec Inès, interprète")
    expect(tara.page.locator("main")).not_to_contain_text("Zarrinpoush")
    tara.looks_right()
    tara.press("Accepter")
    tara.reads("Zarrinpoush")
    tara.looks_right()


def _logs_a_session(tara):
    """From the home page, six gestures at most and under a minute with the typing; again, three."""
    page = tara.page
    tara.open("home")
    tara.page.get_by_role("link", name="Noter une séance").wait_for()
    gestures, watch = 0, Stopwatch()
    tara.press("Noter une séance")
    gestures += 1
    expect(page.get_by_label("Annulée par")).to_be_hidden()
    page.get_by_label("Heure").fill("00:01")  # the widget's keys depend on the machine's language
    gestures += 1
    page.get_by_text("Ajouter une remarque pratique").click()
    gestures += 1
    watch.types(page.get_by_label("Remarque pratique"), "Salle au rez-de-chaussée.")
    gestures += 1
    tara.press("Noter la séance")
    gestures += 1
    tara.reads("Séance notée.")
    assert gestures <= 6 and watch.seconds < 60
    with acting_as_system():
        session = TherapySession.objects.select_related("mission__interpreter").get()
    assert (session.state, session.duration, session.mission.interpreter.display_name) == (
        "realisee",
        45,
        "Inès",
    )
    tara.looks_right()

    tara.press("Noter une séance")
    tara.looks_right()
    button = page.get_by_role("button", name="Noter la séance")
    expect(button).to_be_in_viewport()  # one screen of a phone
    page.get_by_label("Annulée", exact=True).check()
    expect(page.get_by_label("Annulée par")).to_be_visible()
    button.click()
    tara.reads("Dites qui a annulé.")
    tara.looks_right()
    tara.open("referrals:cares")
    tara.reads("Shahrbanu")
    tara.looks_right()


def _learns_of_it(omar):
    omar.page.reload()
    omar.reads("Acceptée")
    omar.reads("Un thérapeute a accepté de recevoir la personne.")
    omar.open("home")
    omar.reads("Acceptée")


def test_with_the_keyboard_alone(field, people, visitor):
    with acting_as_system():
        sent = makers.referral(people.omar)
        people.alice.set_password("une phrase pour les essais")
        people.alice.save()
    alice = visitor()
    page = alice.open("account_login")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "input[name=login]")
    page.keyboard.type(people.alice.email)
    _tab_to(page, "input[name=password]")
    page.keyboard.type("une phrase pour les essais")
    page.keyboard.press("Enter")
    alice.reads("Bonjour Alice")

    _tab_to(page, "nav a[href='/orientations/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientations/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    _tab_to(page, ".triage .card-link", limit=60)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    alice.reads("Que faire maintenant")
    _tab_to(page, "form[action$='/prendre/'] button")
    page.keyboard.press("Enter")
    alice.reads("Vous suivez cette orientation")
    with acting_as_system():
        sent.refresh_from_db()
    assert sent.owner_id == people.alice.pk


def _tab_to(page, selector: str, limit: int = 30):
    for _ in range(limit):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached in {limit} tabs")


def test_the_second_coordinator_is_told(field, people, visitor):
    with acting_as_system():
        sent = makers.referral(people.omar)
    alice, chloe = visitor(people.alice), visitor(people.chloe, PHONE)
    alice.open("referrals:file", sent.pk)
    chloe.open("referrals:file", sent.pk)
    alice.press("Prendre en main")
    alice.reads("Vous suivez cette orientation")
    chloe.press("Prendre en main")
    chloe.reads("Dossier modifié par Alice")
    chloe.looks_right()
    chloe.press("Revoir la page")
    chloe.reads("Prise en main, à l’étude")
