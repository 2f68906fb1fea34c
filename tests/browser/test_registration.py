"""The registration on a phone: a place in the queue, an offer, an answer; each page looked at on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.models import Meeting
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
