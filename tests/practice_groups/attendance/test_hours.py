"""Hours: what meetings really lasted × who was there, and nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from practice_groups.attendance.access import own_with_hours, with_hours
from practice_groups.attendance.hours import in_hours, in_words
from practice_groups.models import Attendance, Cycle, Meeting
from tests.practice_groups.attendance.makers import AT, held, season, seat

minutes = st.integers(1, 12 * 60)
states = st.sampled_from(["prevue", "tenue", "annulee"])
presences = st.sampled_from(["present", "excuse", "absent", None])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(minutes, states, presences), max_size=8))
def test_the_hours_of_a_cycle_are_the_sum_of_the_meetings_attended(people, rows):
    cycle = Cycle.objects.first() or season(people.victor)
    own = seat(cycle, people.victor)
    with transaction.atomic():
        start, expected = AT - timedelta(days=100), []
        with acting_as_system():
            for number, (length, state, presence) in enumerate(rows):
                begins = start + timedelta(days=number)
                ends = begins + timedelta(minutes=length)
                one = Meeting.objects.create(cycle=cycle, starts_at=begins, ends_at=ends, state="tenue")
                if presence:
                    Attendance.objects.create(meeting=one, registration=own, state=presence)
                Meeting.objects.filter(pk=one.pk).update(state=state)
                if presence == "present" and state == "tenue":
                    expected.append(length)
        with acting_as(people.victor):
            found = own_with_hours(people.victor).get()
        assert (found.time or timedelta()) == timedelta(minutes=sum(expected))
        assert found.attended == len(expected)
        assert in_words(in_hours(found.time)) == in_words(timedelta(minutes=sum(expected)))
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("length", "kept", "words"),
    [
        (timedelta(minutes=50), "0.83", "50\u00a0min"),
        (timedelta(hours=1), "1.00", "1\u00a0h"),
        (timedelta(hours=7, minutes=30), "7.50", "7\u00a0h\u00a030"),
        (timedelta(hours=2, minutes=5), "2.08", "2\u00a0h\u00a005"),
        (timedelta(days=2), "48.00", "48\u00a0h"),
    ],
)
def test_hours_are_said_to_the_minute(length, kept, words):
    assert in_hours(length) == Decimal(kept)
    assert in_words(length) == in_words(Decimal(kept)) == words


def test_the_hours_of_two_people_do_not_mix(people):
    cycle = season(people.victor, people.omar)
    held(cycle, present=[people.victor, people.omar], hours=3)
    held(cycle, present=[people.victor], absent=[people.omar], hours=2, days=-20)
    with acting_as(people.alice):
        found = with_hours(cycle.registrations.all()).values_list("user", "time", "attended")
        assert set(found) == {
            (people.victor.pk, timedelta(hours=5), 2),
            (people.omar.pk, timedelta(hours=3), 1),
        }
