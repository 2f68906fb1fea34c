"""A session on a phone: noted in under a minute typing key by key; planned, noted in one tap, corrected."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from referrals.models import TherapySession
from tests.browser.conftest import KEY, PHONE, Stopwatch
from tests.referrals.sessions import field

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def care(live_server, people):
    with acting_as_system():
        return field.with_ines(people)


def test_a_session_is_noted_in_under_a_minute(care, people, visitor):
    """From the therapist's list to the saved confirmation, interpreter and remark included."""
    tara = visitor(people.tara, PHONE)
    page = tara.page
    tara.open("referrals:cares")
    watch = Stopwatch()
    page.get_by_role("link", name="Noter une séance").first.tap()
    hour = timezone.localtime(timezone.now() - timedelta(hours=2))
    page.get_by_label("Date", exact=True).fill(hour.date().isoformat())
    page.get_by_label("Heure", exact=True).fill(f"{hour:%H:%M}")
    watch.looks(8 * KEY)  # a picker takes the time of its digits
    duration = page.get_by_label("Durée (minutes)")
    duration.select_text()
    watch.types(duration, "50")
    page.get_by_label("Interprète présent").select_option(label="Inès")
    page.get_by_text("Ajouter une remarque pratique").tap()
    watch.types(page.get_by_label("Remarque pratique"), "Prochain rendez-vous confirmé par téléphone.")
    page.get_by_role("button", name="Noter la séance").tap()
    tara.reads("Séance notée")
    took = watch.seconds
    print(f"\nséance notée en {took:.1f} s, frappe comprise")
    assert took < 60
    tara.reads("Prochain rendez-vous confirmé")
    tara.looks_right()
    with acting_as_system():
        session = TherapySession.objects.select_related("mission__interpreter").get()
        assert session.state == "realisee" and session.mission.interpreter.user == people.ines
        assert timezone.localtime(session.starts_at).strftime("%H:%M") == f"{hour:%H:%M}"


def test_a_series_planned_noted_in_one_tap_and_corrected(care, people, visitor):
    tara = visitor(people.tara, PHONE)
    page = tara.page
    tara.open("referrals:sessions")
    tara.reads("Aucune séance ce mois-ci")
    tara.looks_right()
    tara.open("referrals:plan_session", care.pk)
    tara.looks_right()
    expect(page.get_by_label("Nombre de dates")).to_be_hidden()
    page.get_by_label("Date", exact=True).fill((timezone.localdate() + timedelta(days=6)).isoformat())
    page.get_by_label("Heure", exact=True).fill("14:00")
    page.get_by_label("Lieu").fill("12 rue des Tilleuls, Nîmes")
    page.get_by_label("Chaque semaine").check()
    page.get_by_label("Nombre de dates").fill("3")
    tara.press("Planifier")
    tara.reads("3 séances planifiées")
    tara.looks_right()
    page.get_by_role("link", name="Déplacer").first.tap()
    tara.reads("annule sa mission actuelle")
    tara.looks_right()
    page.get_by_label("Heure", exact=True).fill("16:00")
    tara.press("Enregistrer")
    tara.reads("L’ancienne mission est annulée")
    tara.looks_right()
    tara.press("Annuler la séance")
    page.get_by_label("Annulée par").select_option("personne")
    tara.looks_right()
    tara.press("Annuler la séance")
    tara.reads("annulée, et l’interprète avec elle")
    with acting_as_system():  # the days pass
        coming = TherapySession.objects.filter(state="planifiee").order_by("starts_at").first()
        back = coming.starts_at - (timezone.now() - timedelta(hours=3))
        coming.starts_at, coming.ends_at = coming.starts_at - back, coming.ends_at - back
        coming.day = timezone.localdate(coming.starts_at)
        coming.save()
    tara.open("home")
    tara.reads("1 séance à noter")
    tara.looks_right()
    tara.press("1 séance à noter")
    tara.looks_right()
    tara.press("Séance réalisée comme prévu")
    tara.reads("Séance notée")
    tara.open("referrals:session", coming.pk)
    tara.press("Corriger")
    tara.looks_right()
    page.get_by_label("Durée (minutes)").fill("50")
    tara.press("Corriger")
    page.get_by_label("Motif de la correction").fill("Durée mal tapée")
    tara.press("Corriger")
    tara.reads("Durée mal tapée")
    tara.looks_right()
