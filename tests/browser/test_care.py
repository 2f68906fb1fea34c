"""A therapist on her phone: she accepts, pauses, goes on, asks for a renfort, ends; the coordination answers."""

import pytest

from centre.context import acting_as_system
from networks.models import Structure
from referrals.models import Care
from tests.browser.conftest import DESK, PHONE
from tests.referrals import makers

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def proposed(live_server, people):
    with acting_as_system():
        tara = makers.therapist(people.tara, languages=("prs",), capacity=1)
        Structure.objects.create(name="Croix-Rouge de Nîmes", kind="Association", departement="30")
        return makers.care(people.omar, people.alice, tara, active=False)


def test_a_care_from_the_proposal_to_its_end(proposed, people, visitor):
    tara = visitor(people.tara, PHONE)
    _accepts(tara)
    _pauses_and_goes_on(tara)
    _asks_for_a_backup(tara)
    alice = visitor(people.alice, DESK)
    _answers(alice)
    _closes_the_backup(tara)
    _ends(tara)
    _closes_the_file(alice, proposed)


def _accepts(tara):
    tara.open("referrals:cares")
    tara.reads("Proposée")
    tara.looks_right()
    tara.press("Répondre")
    tara.reads("vous est proposée")
    tara.reads("parlez dari")
    tara.looks_right()
    tara.press("Décliner")
    tara.reads("Pourquoi déclinez-vous")
    tara.looks_right()
    tara.press("Annuler")
    tara.press("Accepter")
    tara.reads("Vous suivez cette personne")
    tara.reads("Shahrbanu")
    tara.looks_right()


def _pauses_and_goes_on(tara):
    tara.press("Mettre en pause")
    tara.looks_right()
    tara.press("Mettre en pause")
    tara.reads("Ce suivi est en pause")
    tara.looks_right()
    tara.press("Reprendre le suivi")
    tara.reads("Le suivi reprend")


def _asks_for_a_backup(tara):
    tara.press("Demander un renfort")
    tara.reads("3114")
    tara.page.get_by_label("Santé somatique").check()
    tara.page.get_by_label("Sous quatre heures").check()
    tara.press("Envoyer la demande")
    tara.reads("Votre demande")
    tara.looks_right()
    tara.page.get_by_label("Votre demande").fill("Un avis sur ses douleurs.")
    tara.press("Envoyer la demande")
    tara.reads("Votre demande de renfort est partie")
    tara.looks_right()
    tara.open("referrals:my_backups")
    tara.reads("Un avis sur ses douleurs.")
    tara.looks_right()


def _answers(alice):
    alice.open("referrals:backups")
    alice.reads("Urgent")
    alice.looks_right()
    alice.page.locator("tbody a").first.click()
    alice.reads("Un avis sur ses douleurs.")
    alice.looks_right()
    alice.press("Choisir la structure sollicitée")
    alice.page.get_by_label("Chercher dans l’annuaire").fill("croix rouge")
    alice.press("Chercher")
    alice.looks_right()
    alice.press("Choisir Croix-Rouge de Nîmes")
    alice.looks_right()
    alice.press("Demander à cette structure")
    alice.reads("Pris en compte")
    alice.press("Noter la réponse")
    alice.page.get_by_label("Rendez-vous donné").check()
    alice.looks_right()
    alice.press("Enregistrer la réponse")
    alice.reads("le thérapeute est prévenu")


def _closes_the_backup(tara):
    tara.open("referrals:my_backups")
    tara.press("Clore")
    tara.page.get_by_label("Qu’en est-il sorti").fill("Un rendez-vous mardi.")
    tara.looks_right()
    tara.press("Clore")
    tara.reads("Renfort clos")


def _ends(tara):
    with acting_as_system():
        pk = Care.objects.get().pk
    tara.open("referrals:care", pk)
    tara.press("Demander un relais")
    tara.looks_right()
    tara.press("Annuler")
    tara.press("Terminer le suivi")
    tara.looks_right()
    tara.page.get_by_label("Objectifs atteints").check()
    tara.page.get_by_label("Amélioration").check()
    tara.press("Terminer le suivi")
    tara.reads("Le suivi est terminé")
    tara.open("referrals:care", pk)
    tara.reads("Objectifs atteints")
    tara.reads("Amélioration")
    tara.looks_right()


def _closes_the_file(alice, care):
    alice.open("referrals:file", care.referral_id)
    alice.reads("Plus personne ne suit cette orientation")
    alice.looks_right()
    alice.press("Clore")
    alice.page.get_by_label("Motif").fill("Le suivi est terminé.")
    alice.looks_right()
    alice.press("Clore l’orientation")
    alice.reads("L’orientation est close")
