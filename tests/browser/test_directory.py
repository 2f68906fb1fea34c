"""The annuaire on a phone and at a desk: found by a member and by a visitor, kept exact by the structure itself."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from networks.directory import links
from networks.models import Therapist
from tests.browser.conftest import DESK, PHONE
from tests.networks.directory.makers import member, structure

pytestmark = pytest.mark.usefixtures("demo")

LONG = (
    "Association d’entraide et d’accompagnement social, sanitaire et juridique des personnes exilées des "
    "Garrigues et des Cévennes méridionales"
)


@pytest.fixture
def shelf(live_server, people):
    """A protected one, a public one whose name is as long as real ones are, an old one that Olga keeps."""
    with acting_as_system():
        facts = {
            "services": ["soins_psychiques", "francais"],
            "languages": ["kmr", "prs"],
            "publics": ["adultes"],
        }
        structure(
            LONG, public=True, description="Psychiatrie le jeudi.", verified_on=timezone.localdate(), **facts
        )
        structure("Refuge", sensitive=True, address="7 impasse secrète", departement="48")
        old = structure(
            "PASS du Vidourle", public=True, verified_on="2024-01-01", email="pass@exemple.example"
        )
        member(people.olga, old)
        Therapist.objects.create(
            code="T", display_name="Thérèse", profession="psychologue", listing="public", languages=["fra"]
        )
    return old


def test_a_member_searches_reads_and_reports(shelf, people, visitor):
    victor = visitor(people.victor, PHONE)
    victor.open("networks:directory")
    victor.looks_right()
    victor.page.get_by_label("Rechercher").fill("psychatrie nimes")
    victor.press("Chercher")
    victor.reads("1 réponse")
    victor.looks_right()
    victor.press("Association d’entraide")
    victor.reads("Vérifiée le")
    victor.looks_right()
    victor.press("Signaler une erreur")
    victor.page.get_by_label("Ce qui n’est plus exact").fill("Plus de cours le mardi.")
    victor.looks_right()
    victor.press("Envoyer à la coordination")
    victor.reads("La coordination relit votre signalement.")

    victor.open("networks:directory")
    victor.press("Lozère")
    victor.reads("Refuge")
    victor.press("Refuge")
    victor.reads("adresse protégée")
    victor.looks_right()
    victor.open("networks:directory")
    victor.page.goto(victor.page.url + "?q=introuvable&departement=48")
    victor.reads("Élargissez à toute l’Occitanie")
    victor.looks_right()
    victor.page.goto(victor.page.url.partition("?")[0] + "?tab=therapeutes")
    victor.reads("Thérèse")
    victor.looks_right()


def test_the_map_is_used_without_a_mouse(shelf, people, visitor):
    victor = visitor(people.victor, DESK)
    page = victor.open("networks:directory")
    gard = page.get_by_role("link", name="Gard : 2 structures")
    gard.focus()
    expect(gard).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**departement=30")
    victor.reads("2 réponses")
    expect(page.get_by_role("link", name="Gard : 2 structures, choisi")).to_have_attribute(
        "aria-current", "true"
    )


def test_a_visitor_without_account(shelf, visitor):
    anybody = visitor(width=PHONE)
    anybody.open("networks:public_directory")
    anybody.reads("2 réponses")
    expect(anybody.page.locator("main")).not_to_contain_text("Refuge")
    anybody.looks_right()
    anybody.press("PASS du Vidourle")
    anybody.reads("Fiche à vérifier")
    anybody.looks_right()


def test_the_structure_answers_from_its_mail(shelf, visitor):
    anybody = visitor(width=PHONE)
    with acting_as_system():
        shelf.refresh_from_db()
        token = links.make(shelf, None)
    anybody.open("networks:verify_structure", token)
    anybody.looks_right()
    anybody.press("Envoyer ce qui a changé")
    anybody.reads("Écrivez ce qui a changé")
    anybody.looks_right()
    anybody.press("Tout est exact")
    anybody.reads("La fiche est notée comme exacte aujourd’hui")
    anybody.looks_right()


def test_the_coordination_keeps_the_annuaire(shelf, people, visitor):
    alice = visitor(people.alice, DESK)
    alice.open("networks:directory_todo")
    alice.reads("PASS du Vidourle")
    alice.looks_right()
    alice.open("networks:structure", shelf.pk)
    alice.reads("Olga")
    alice.looks_right()
    alice.press("Modifier")
    alice.page.get_by_label("Téléphone").fill("04 65 71")
    alice.press("Enregistrer, tout est exact")
    alice.reads("Numéro incomplet")
    alice.looks_right()
    alice.page.get_by_label("Téléphone").fill("04 65 71 00 09")
    alice.press("Enregistrer, tout est exact")
    alice.reads("notée comme vérifiée aujourd’hui")
    alice.open("networks:add_structure")
    alice.looks_right()
