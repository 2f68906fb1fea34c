"""The demonstration's missions, whatever the day on which it is seeded."""

from datetime import UTC, datetime

import pytest
from django.db.models import Count

from centre.context import acting_as_system
from centre.demo import make_accounts
from networks import demo
from networks.models import Mission, MissionOffer
from tests.networks.missions import field

DAYS = {
    "a Wednesday": datetime(2026, 11, 18, 8, 30, tzinfo=UTC),
    "a Saturday night": datetime(2026, 11, 21, 22, 50, tzinfo=UTC),
    "the eve of the summer hour": datetime(2027, 3, 27, 12, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("at", DAYS.values(), ids=DAYS.keys())
def test_every_state_is_shown_and_nobody_is_in_two_places(portal, at, time_machine):
    time_machine.move_to(at, tick=False)
    with acting_as_system():
        make_accounts(with_password=False)
        demo.seed(at=at)
        missions = Mission.objects.filter(imported=False)
        states = dict(missions.values_list("state").annotate(Count("pk")))
        hers = MissionOffer.objects.filter(
            interpreter__code="IN-01", state="proposee", mission__starts_at__gt=at
        )
        assert hers.count() >= 3
    shown = {
        "demandee",
        "proposee",
        "acceptee",
        "confirmee",
        "realisee",
        "annulee",
        "annulee_tardivement",
        "refusee",
    }
    assert shown <= set(states)
    assert states["demandee"] >= 2 and states["realisee"] >= 1
    assert field.overlaps() == 0
