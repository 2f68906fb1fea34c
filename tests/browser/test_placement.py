"""A convention signed from the mailed link, on a phone; the coordination sees it signed. Each page is looked at."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.models import Signature
from practice_groups.placements.stays.actions import signatures
from tests.browser.conftest import DESK, PHONE
from tests.practice_groups.placements import world

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def placement(live_server, people):
    """Sent to be signed by four; the three others have signed."""
    today = timezone.localdate()
    session = world.session_of_2022(
        people.alice,
        title="Stages croisés de la saison",
        starts_on=today + timedelta(days=9),
        preparation_on=today + timedelta(days=9),
        wishes_until=today - timedelta(days=9),
        ends_on=today + timedelta(days=60),
        restitution_on=today + timedelta(days=60),
    )
    own, host = world.structure("CADA des Tilleuls"), world.structure("CMP du Canal")
    placement = world.draft(session, own, host, user=people.victor)
    placement = world.settled(placement, people.alice, moment=timezone.now())
    with acting_as_system():
        for one in placement.signatures.exclude(role="accueil"):
            signatures.sign(world.link(one), name=one.asked_name, accept=True, at=timezone.now())
    return placement


def test_a_host_signs_on_her_phone_and_the_coordination_sees_it(placement, people, visitor):
    token = world.mailed_token("accueil@signe.example", "signer")
    odile = visitor(None, PHONE)
    odile.page.goto(reverse("practice_groups:sign_convention", args=[token]))
    odile.reads("Ouvrir cette page ne signe rien")
    odile.looks_right()
    odile.page.get_by_label("Votre prénom et votre nom").fill("Odile Brassac")
    odile.press("Signer la convention")
    odile.reads("Cochez la case pour signer la convention.")
    odile.looks_right()
    with acting_as_system():
        assert Signature.objects.get(placement=placement, role="accueil").signed_at is None
    odile.page.get_by_label("J’ai lu la convention").check()
    odile.press("Signer la convention")
    odile.reads("La convention est signée. Merci.")
    odile.reads("Rien d’autre n’est attendu de vous.")
    odile.looks_right()

    alice = visitor(people.alice, DESK)
    alice.open("practice_groups:placement", placement.pk)
    alice.reads("4 sur 4")
    alice.looks_right()
    alice.press("La convention et ses signatures")
    alice.reads("Odile Brassac, Direction")
    alice.looks_right()
