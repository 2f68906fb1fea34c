"""What is no longer needed is deleted: the candidature of somebody let in, turned down or gone."""

from datetime import timedelta

import time_machine

from centre.context import acting_as, acting_as_system
from networks.joining import actions
from networks.joining.models import Application
from networks.joining.states import LINK_LIFE
from networks.joining.tasks import forget_applications
from tests.networks.joining.makers import AT, candidature


def test_a_candidature_that_ended_is_forgotten_when_its_page_closes(people):
    living, declined = candidature(), candidature(network="interprete")
    actions.decline(declined, version=1, reason="Complet.", by=people.alice, at=AT)
    long_after = AT + LINK_LIFE + timedelta(minutes=1)
    with acting_as_system():
        assert actions.forget(at=AT + LINK_LIFE) == 0
        assert actions.forget(at=long_after) == 1 and actions.forget(at=long_after) == 0
        assert list(Application.objects.all()) == [living]


def test_each_day_the_portal_forgets(people):
    for network in ("therapeute", "interprete"):
        actions.decline(candidature(network=network), version=1, reason="Complet.", by=people.alice, at=AT)
    with time_machine.travel(AT + LINK_LIFE + timedelta(days=1)):
        forget_applications()
    with acting_as_system():
        assert not Application.objects.exists()


def test_nobody_but_the_portal_deletes_a_candidature(people):
    candidature()
    with acting_as(people.alice):
        assert Application.objects.all().delete()[0] == 0
