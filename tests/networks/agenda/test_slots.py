"""Free time, by its properties: half-open slots, the centre's hours, clocks that change."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from networks.agenda import words
from networks.agenda.rooms.slots import CLOSES, OPENS, Slot, next_free, weekly
from tests.networks.agenda.field import PARIS

DAY = datetime(2026, 11, 9, 0, 0, tzinfo=PARIS)


def slot(start, length):
    """From quarters of an hour since Monday's midnight."""
    begin = DAY + timedelta(minutes=15 * start)
    return Slot(begin, begin + timedelta(minutes=15 * length))


slots = st.builds(slot, st.integers(0, 7 * 96), st.integers(1, 24))
hours = st.builds(slot, st.integers(32, 60), st.integers(1, 16))


@given(slots, slots)
def test_slots_meet_when_they_share_a_minute(one, other):
    def minutes(of):
        return {
            of.starts_at + timedelta(minutes=n) for n in range(int((of.ends_at - of.starts_at).seconds / 60))
        }

    assert one.meets(other) == other.meets(one) == bool(minutes(one) & minutes(other))


def test_one_after_the_other_do_not_meet():
    assert not slot(56, 8).meets(slot(64, 8)) and slot(56, 8).meets(slot(63, 8))


@given(hours, st.lists(slots, max_size=40))
def test_what_is_proposed_is_free_as_long_and_in_order(wanted, taken):
    found = next_free(wanted, taken)
    assert len(found) == 3
    assert found == sorted(found) and found[0].starts_at >= wanted.starts_at
    for number, one in enumerate(found):
        assert not any(one.meets(other) for other in taken)
        assert one.ends_at - one.starts_at == wanted.ends_at - wanted.starts_at
        assert not any(one.meets(other) for other in found[:number])
        begin, end = one.starts_at.astimezone(PARIS), one.ends_at.astimezone(PARIS)
        assert begin.date() == end.date()
        assert begin.time() >= OPENS
        assert end.time() <= max(CLOSES, wanted.ends_at.astimezone(PARIS).time())


@given(hours, st.lists(slots, max_size=40))
def test_nothing_earlier_was_free(wanted, taken):
    """The naive oracle: every quarter of an hour between what was asked and what is proposed first."""
    first = next_free(wanted, taken)[0]
    length, start = wanted.ends_at - wanted.starts_at, wanted.starts_at
    while start < first.starts_at:
        local, end = start.astimezone(PARIS), (start + length).astimezone(PARIS)
        inside = (
            local.date() == end.date()
            and local.time() >= OPENS
            and end.time() <= max(CLOSES, wanted.ends_at.astimezone(PARIS).time())
        )
        assert not inside or any(other.meets(Slot(start, start + length)) for other in taken)
        start += timedelta(minutes=15)


def test_the_same_hour_each_week_whatever_the_clocks_do():
    found = weekly(date(2026, 10, 19), time(14), time(16), 3)  # summer time ends on 25 October
    assert [one.starts_at.astimezone(PARIS).hour for one in found] == [14, 14, 14]
    assert [one.starts_at.astimezone(UTC).hour for one in found] == [12, 13, 13]


def test_an_hour_that_the_clocks_skip_does_not_exist():
    assert weekly(date(2027, 3, 28), time(2, 30), time(4), 1) is None
    assert weekly(date(2027, 3, 21), time(2, 30), time(4), 2) is None
    assert words.moment(date(2027, 3, 28), time(2, 30)) is None


def test_a_day_of_twenty_five_hours_has_its_night_twice():
    (found,) = weekly(date(2026, 10, 25), time(1), time(4), 1)
    assert found.ends_at - found.starts_at == timedelta(hours=3)  # the clock says three
    assert found.ends_at.astimezone(UTC) - found.starts_at.astimezone(UTC) == timedelta(hours=4)
