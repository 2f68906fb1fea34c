"""An interpreter found: asked for on a phone, offered to two, accepted by the mailed link, confirmed, validated."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from networks.models import Mission
from tests.browser.conftest import DESK, PHONE
from tests.networks.missions import field
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def crowd(live_server, people):
    """Two interpreters who speak dari, one who does not."""
    imad = make_user("Imad", "interprete")
    field.interpreter(people.ines)
    field.interpreter(imad)
    field.interpreter(make_user("Salma", "interprete"), languages=("fra", "som"))
    return imad


def test_an_interpreter_from_the_request_to_the_validated_duration(crowd, people, visitor):
    day = timezone.localdate() + timedelta(days=6)
    tara = visitor(people.tara, PHONE)
    _asks(tara, day)
    alice = visitor(people.alice, DESK)
    _offers(alice)
    ines = visitor(None, PHONE)
    _accepts(ines, field.mailed_links(people.ines)[0])
    _is_too_late(visitor(None, PHONE), field.mailed_links(crowd)[0])
    _confirms(alice)
    _declares(ines, people.ines)
    _validates(alice)
    tara.open("networks:requests")
    tara.reads("75 min")
    tara.looks_right()


def _asks(tara, day):
    page = tara.page
    tara.open("networks:requests")
    tara.reads("Aucune demande en cours")
    tara.looks_right()
    tara.press("Demander un interprète")
    expect(page.get_by_label("Nombre de dates")).to_be_hidden()
    page.get_by_label("Langue").fill("dari")
    page.get_by_label("Date", exact=True).fill(day.isoformat())
    page.get_by_label("De", exact=True).fill("14:00")
    page.get_by_label("À", exact=True).fill("13:00")
    page.get_by_label("Département").select_option("30")
    page.get_by_label("Lieu").fill("12 rue des Tilleuls, Nîmes")
    page.get_by_label("Prénom ou code").fill("Amina Rahimi")
    tara.press("Envoyer la demande")
    tara.reads("jamais le nom de famille")
    tara.looks_right()
    page.get_by_label("Prénom ou code").fill("Amina")
    tara.press("Envoyer la demande")
    tara.reads("La fin doit être après le début")
    page.get_by_label("À", exact=True).fill("15:00")
    tara.press("Envoyer la demande")
    tara.reads("La coordination cherche un interprète")
    tara.looks_right()


def _offers(alice):
    page = alice.page
    alice.open("home")
    alice.reads("1 à proposer")
    alice.looks_right()
    alice.open("networks:dispatch")
    alice.reads("proposer la mission")
    alice.looks_right()
    page.locator("tbody a").first.click()
    alice.reads("parle dari")
    alice.looks_right()
    page.get_by_label("Inès").check()
    page.get_by_label("Imad").check()
    alice.press("Proposer")
    alice.reads("2 offres sont parties")
    alice.looks_right()


def _accepts(ines, link):
    ines.page.goto(link)
    ines.reads("Ouvrir cette page ne vous engage pas")
    expect(ines.page.locator("main")).not_to_contain_text("Tilleuls")
    expect(ines.page.locator("main")).not_to_contain_text("Amina")
    ines.looks_right()
    ines.press("J’accepte")
    ines.reads("Elle est à vous")
    ines.looks_right()


def _is_too_late(imad, link):
    imad.page.goto(link)
    imad.reads("prise par quelqu’un d’autre")
    imad.looks_right()


def _confirms(alice):
    alice.open("networks:dispatch")
    alice.page.locator("tbody a").first.click()
    alice.reads("Inès a accepté")
    alice.looks_right()
    alice.press("Confirmer")
    alice.reads("Mission confirmée")


def _declares(ines, user):
    ines.login(user)
    ines.open("networks:missions")
    ines.reads("12 rue des Tilleuls")
    ines.looks_right()
    ines.press("Me désister")
    ines.reads("ne vous sera pas payée")
    ines.looks_right()
    ines.press("Garder la mission")
    with acting_as_system():  # the week passes
        mission = Mission.objects.get()
        back = timedelta(days=7)
        mission.starts_at, mission.ends_at, mission.day = (
            mission.starts_at - back,
            mission.ends_at - back,
            mission.day - back,
        )
        mission.save()
    ines.open("home")
    ines.reads("Durée à déclarer")
    ines.open("networks:missions")
    ines.press("Déclarer la durée")
    ines.page.get_by_label("Durée réelle").fill("200")
    ines.press("Déclarer")
    ines.reads("confirmez")
    ines.looks_right()
    ines.page.get_by_label("Durée réelle").fill("90")
    ines.press("Déclarer")
    ines.reads("Durée déclarée")
    ines.looks_right()


def _validates(alice):
    alice.open("networks:dispatch")
    alice.page.locator("tbody a").first.click()
    alice.reads("Déclaré")
    alice.looks_right()
    alice.page.get_by_label("Durée validée").fill("75")
    alice.press("Valider")
    alice.reads("durée 90 → 75 min")
    alice.looks_right()


def test_a_series_late_and_a_calendar(crowd, people, visitor):
    """What the story above does not meet: a series on a phone, a cancellation that stays due, a private address."""
    now = timezone.now()
    with acting_as_system():
        ines = field.Interpreter.objects.get(user=people.ines)
    dates = field.request_all(
        people.tara, at=now, day=timezone.localdate() + timedelta(days=3), every=7, times=3
    )
    field.offer(dates[0], ines, by=people.alice, at=now, series=True)
    reader = visitor(people.ines, PHONE)
    reader.open("home")
    reader.reads("À répondre")
    reader.open("networks:missions")
    reader.looks_right()
    reader.press("Répondre")
    reader.looks_right()
    reader.press("J’accepte les 3 dates")
    reader.reads("Elle est à vous")
    reader.open("networks:calendar")
    reader.looks_right()
    reader.press("Créer une adresse")
    reader.reads("elle ne sera plus montrée")
    reader.looks_right()
    with acting_as_system():
        near = timezone.now() + timedelta(hours=5)
        Mission.objects.filter(pk=dates[0].pk).update(starts_at=near, ends_at=near + timedelta(hours=1))
    tara = visitor(people.tara, PHONE)
    tara.open("networks:cancel_mission", dates[0].pk)
    tara.reads("la mission reste due à l’interprète")
    tara.looks_right()
    tara.page.get_by_label("Motif").fill("Personne hospitalisée")
    tara.press("Annuler quand même")
    tara.reads("Annulée tardivement (due)")
