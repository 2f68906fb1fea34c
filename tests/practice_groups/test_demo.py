"""The demo's groups: the volunteer has something to do in each case."""

from datetime import UTC, datetime

import pytest

from centre.context import acting_as_system
from centre.demo import make_accounts
from centre.models import User
from practice_groups import demo
from practice_groups.activity import group_figures
from practice_groups.models import Cycle, Group, Registration
from tests.practice_groups.field import join


@pytest.fixture
def volunteer(portal):
    make_accounts(with_password=False)
    return User.objects.get(email="benevole@demo.example")


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 22, 9, tzinfo=UTC),
        datetime(2027, 3, 3, tzinfo=UTC),
        datetime(2027, 6, 28, tzinfo=UTC),
        datetime(2027, 8, 1, tzinfo=UTC),
    ],
)
def test_the_volunteer_may_register_wait_and_answer(volunteer, at):
    with acting_as_system():
        demo.seed(at=at)
    six = Group.objects.filter(title__in=[row[0] for row in demo.GROUPS])
    assert six.count() == 6 and Cycle.objects.filter(group__in=six).count() == 12
    current = Cycle.objects.filter(closes_at__gt=at)
    free, full = (
        current.get(group__title="Intervision du lundi matin"),
        current.get(group__title__contains="mardi"),
    )
    assert join(free, volunteer, at=at).state == "confirmee"
    assert join(full, volunteer, at=at).place == "5e sur 5 en liste d’attente"
    assert (
        Registration.objects.filter(user=volunteer, state="place_proposee", offered_until__gt=at).count() == 1
    )
    assert group_figures(2026)["participants"] >= 10


def test_seeding_twice_writes_once(volunteer):
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    written = []
    for _ in range(2):
        with acting_as_system():
            demo.seed(at=at)
        written.append((Group.objects.count(), Cycle.objects.count(), Registration.objects.count()))
    assert written[0] == written[1]
