"""Eight people at once: references that never collide, one meeting put off once, one editor served."""

from datetime import date

import pytest

from centre.context import acting_as, acting_as_system
from networks.life import actions
from networks.models import Activity
from tests.networks.life.makers import AT, edit, record
from tests.people import People
from tests.referrals.test_concurrency import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_references_never_collide():
    people = People()
    both = [people.alice, people.chloe]
    results = together(8, lambda n: record(both[n % 2], starts_on=date(2026, 1, 1 + n)).reference)
    assert sorted(results) == [f"A-2026-{n:04}" for n in range(1, 9)]


def test_the_same_meeting_recorded_eight_times_at_once_is_written_once():
    people = People()
    people.alice  # noqa: B018 — made before the threads
    results = together(8, lambda n: record(people.alice))
    assert len(refused(results)) == 7
    assert all(refusal.field == "same_anyway" for refusal in refused(results))


def test_a_meeting_is_put_off_once():
    people = People()
    made = record(people.alice, state="prevue", starts_on=date(2026, 12, 1))

    def put_off(n):
        with acting_as(people.alice):
            return actions.postpone(
                made, version=made.version, starts_on=date(2026, 12, 10 + n), by=people.alice, at=AT
            )

    assert len(refused(together(8, put_off))) == 7
    with acting_as_system():
        assert Activity.objects.count() == 2


def test_one_editor_in_eight_is_served():
    people = People()
    made = record(people.alice)
    results = together(8, lambda n: edit(made, people.alice, title=f"Titre {n}"))
    assert len(refused(results)) == 7
    assert all("Vos saisies sont conservées" in refusal.reason for refusal in refused(results))
    with acting_as_system():
        assert Activity.objects.get().version == 2
