"""A meeting just held, written down on a phone in the corridor: how many gestures it takes, and how the pages look."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centre.context import acting_as_system
from networks.models import Activity, Structure
from tests.browser.conftest import DESK, PHONE
from tests.networks.life.makers import postpone
from tests.networks.life.makers import record_now as record

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def network(live_server, people):
    """A last team meeting to copy from, one cancelled, one put off."""
    today = timezone.localdate()
    with acting_as_system():
        for name in ("CADA des Tilleuls", "UNAFAM"):
            Structure.objects.create(name=name)
    record(
        people.alice,
        title="Réunion de l’équipe de coordination",
        starts_on=today - timedelta(days=7),
        rubric="3.1",
        modality="presentiel",
        professionals=6,
        structures_present=["CADA des Tilleuls", "UNAFAM"],
    )
    record(people.alice, type="formation", title="Clinique de l’exil", state="annulee")
    first = record(
        people.alice, type="evenement", title="Forum", state="prevue", starts_on=today + timedelta(days=9)
    )
    postpone(first, people.alice, at=timezone.now(), starts_on=today + timedelta(days=30))
    return people


class Hand:
    """Counts what the hand does: each touch, each number typed."""

    def __init__(self, page):
        self.page = page
        self.gestures = 0

    def touch(self, locator):
        self.gestures += 1
        locator.click()

    def type(self, label, text):
        self.gestures += 1
        self.page.locator("main").get_by_label(label).first.fill(text)


def test_a_meeting_just_held_on_a_phone(network, visitor):
    alice = visitor(network.alice, PHONE)
    page = alice.open("networks:activities")
    hand = Hand(page)
    main = page.locator("main")
    hand.touch(main.get_by_role("link", name="Saisir une activité"))
    alice.looks_right()
    hand.touch(main.get_by_role("link", name="Réunion", exact=True))
    alice.reads("Laisser vide si non compté")
    alice.looks_right()
    hand.type("Professionnels", "8")
    hand.touch(page.get_by_text("UNAFAM", exact=True))
    hand.touch(main.get_by_role("button", name="Enregistrer", exact=True))
    alice.reads("est enregistrée")
    assert hand.gestures <= 5
    with acting_as_system():
        made = Activity.objects.order_by("-pk")[0]
        assert (made.type, made.title, made.state) == (
            "reunion",
            "Réunion de l’équipe de coordination",
            "tenue",
        )
        assert (made.starts_on, made.rubric) == (timezone.localdate(), "3.1")
        assert (made.professionals, made.users, made.participants) == (8, None, None)
        assert [one.structure.name for one in made.attendances.all()] == ["UNAFAM"]
    alice.looks_right()


def test_what_is_doubtful_is_asked_without_losing_what_was_typed(network, visitor):
    alice = visitor(network.alice, PHONE)
    page = alice.open("networks:record_activity")
    save = page.get_by_role("button", name="Enregistrer", exact=True)
    page.locator("main").get_by_role("link", name="Formation", exact=True).click()
    page.get_by_label("Intitulé").fill("Entretien avec interprète")
    page.get_by_label("Structures présentes", exact=False).first.fill("unafamm")
    page.get_by_label("Date", exact=True).fill((timezone.localdate() - timedelta(days=1)).isoformat())
    save.click()
    alice.reads("est du même type et du même jour")
    alice.looks_right()
    page.get_by_label("C’est une autre activité").check()
    save.click()
    alice.reads("voulez-vous dire")
    alice.looks_right()
    page.get_by_label("Structures présentes", exact=False).first.fill("unafam")
    save.click()
    alice.reads("est enregistrée")
    alice.reads("Entretien avec interprète")


def test_the_pages_of_the_network_s_life_look_right(network, visitor):
    alice = visitor(network.alice, DESK)
    for name in ("activities", "life_settings", "add_staff_time", "solicitations", "record_solicitation"):
        alice.open(f"networks:{name}")
        alice.looks_right()
    with acting_as_system():
        forum = Activity.objects.filter(title="Forum").order_by("starts_on")
        first, second = forum
    alice.open("networks:activity", first.pk)
    alice.reads("Une rencontre, plusieurs dates")
    alice.looks_right()
    for name in ("edit_activity", "cancel_activity", "postpone_activity"):
        alice.open(f"networks:{name}", second.pk)
        alice.looks_right()


def test_a_sheet_is_pasted_seen_then_written(network, visitor):
    alice = visitor(network.alice, PHONE)
    page = alice.open("networks:paste_activities")
    alice.looks_right()
    page.get_by_label("Cellules copiées").fill(
        "N-1\t03/02/2020\tRéunion\tRéunion du mardi\t3.1\t\t\tTenue\nN-2\t31/02/2020\tRéunion\tAutre\t\t\t\tTenue"
    )
    alice.press("Voir ce qui changerait")
    alice.reads("n’est pas une date")
    alice.looks_right()
    page.get_by_label("Cellules copiées").fill("N-1\t03/02/2020\tRéunion\tRéunion du mardi\t3.1\t\t\tTenue")
    alice.press("Voir ce qui changerait")
    alice.looks_right()
    alice.press("Tout enregistrer")
    alice.reads("1 créées")
