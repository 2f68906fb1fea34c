"""★ Everyone hosts once before anyone hosts twice: for any people, meetings, wishes and distances. No database."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from practice_groups.intervision.assignment import assign
from practice_groups.intervision.rotation import FULL, MONTHS, ORDER, Evening, Host, rotate
from practice_groups.intervision.situations.spread import MOST, Session, spread

YEAR = [f"2026-{month:02}" for month in (10, 11, 12)] + [f"2027-{month:02}" for month in range(1, 8)]


def nowhere(_one, _other):
    return None


def on_a_line(_hosts):
    """People live as many kilometres apart as their numbers say."""
    return lambda one, other: abs(one - other)


def season(count: int, **facts) -> list[Evening]:
    return [Evening(100 + n, YEAR[n % len(YEAR)], **facts) for n in range(count)]


def times(rotation, hosts, evenings=()) -> dict[int, int]:
    held = [*rotation.given.values(), *(one.host for one in evenings if one.host)]
    return {host.pk: held.count(host.pk) for host in hosts}


# ── The assignment itself ───────────────────────────────────────────────────────────────────────

tables = st.integers(1, 6).flatmap(
    lambda rows: st.integers(rows, 8).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(-30, 60), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@settings(max_examples=200)
@given(tables)
def test_the_assignment_costs_what_scipy_finds(costs):
    mine = assign(costs)
    assert len(set(mine)) == len(costs)
    rows, columns = linear_sum_assignment(costs)
    assert sum(row[column] for row, column in zip(costs, mine, strict=True)) == sum(
        costs[row][column] for row, column in zip(rows, columns, strict=True)
    )


def test_an_assignment_of_nothing():
    assert assign([]) == []


# ── Any group ───────────────────────────────────────────────────────────────────────────────────


@st.composite
def groups(draw):
    """Up to seven people and nine meetings, months avoided, meetings given back, some fixed, some hoped for."""
    count = draw(st.integers(0, 7))
    meetings = draw(st.integers(0, 9))
    hosts = [
        Host(
            pk,
            frozenset(draw(st.sets(st.sampled_from(YEAR), max_size=6))),
            frozenset(draw(st.sets(st.integers(100, 100 + max(0, meetings - 1)), max_size=2))),
        )
        for pk in range(1, count + 1)
    ]
    whose = st.none() | st.integers(1, count) if count else st.none()
    evenings, held = [], dict.fromkeys(range(1, count + 1), 0)
    for n in range(meetings):
        host = draw(whose) if draw(st.booleans()) else None
        if host and held[host] == min(held.values()):  # what came about was fair
            held[host] += 1
        else:
            host = None
        hoped = draw(whose) if host is None else None
        evenings.append(
            Evening(100 + n, YEAR[n % 10], host=host, hoped=hoped, open=draw(st.integers(0, 5)) > 0)
        )
    distances = draw(st.dictionaries(st.tuples(st.integers(1, 7), st.integers(1, 7)), st.integers(0, 200)))

    def km(one, other):
        return distances.get((min(one, other), max(one, other)))

    return hosts, evenings, km


@settings(max_examples=300)
@given(groups())
def test_nobody_hosts_twice_before_everybody_once(group):
    hosts, evenings, km = group
    rotation = rotate(hosts, evenings, km)
    free = {one.pk: one for one in evenings if one.open and one.host is None}
    by_pk = {host.pk: host for host in hosts}
    assert rotation.given.keys() | rotation.bare.keys() == free.keys()
    assert not rotation.given.keys() & rotation.bare.keys()
    for meeting, who in rotation.given.items():
        assert free[meeting].month not in by_pk[who].avoids
        assert meeting not in by_pk[who].refused
    total = times(rotation, hosts, evenings)
    if total:
        assert max(total.values()) - min(total.values()) <= 1
    assert set(rotation.idle) == {who for who, count in total.items() if not count}


@settings(max_examples=300)
@given(groups())
def test_a_meeting_stays_without_host_only_where_nobody_may_take_it(group):
    hosts, evenings, km = group
    rotation = rotate(hosts, evenings, km)
    total = times(rotation, hosts, evenings)
    least = min(total.values(), default=0)
    by_pk = {one.pk: one for one in evenings}
    for meeting in rotation.bare:
        turn = [host for host in hosts if total[host.pk] == least]
        assert not any(
            by_pk[meeting].month not in host.avoids and meeting not in host.refused for host in turn
        )


@settings(max_examples=100)
@given(
    people=st.integers(1, 8),
    meetings=st.integers(0, 12),
    apart=st.lists(st.integers(0, 300), min_size=8, max_size=8),
)
@example(people=10, meetings=10, apart=list(range(8)))
def test_without_wishes_every_meeting_is_hosted_and_first_times_come_first(people, meetings, apart):
    hosts = [Host(pk) for pk in range(1, people + 1)]
    rotation = rotate(hosts, season(meetings), lambda one, other: abs(apart[one % 8] - apart[other % 8]))
    assert len(rotation.given) == meetings and not rotation.bare
    count: dict[int, int] = {}
    rounds = []
    for meeting in sorted(rotation.given):
        who = rotation.given[meeting]
        count[who] = count.get(who, 0) + 1
        rounds.append(count[who])
    assert rounds == sorted(rounds)
    assert set(rotation.idle.values()) <= {FULL} and len(rotation.idle) == max(0, people - meetings)


# ── Ten people, ten meetings ────────────────────────────────────────────────────────────────────


@settings(max_examples=60)
@given(
    wishes=st.lists(st.sets(st.integers(0, 9), max_size=4), min_size=10, max_size=10),
    order=st.permutations(range(10)),
)
def test_ten_by_ten_closes_exactly(wishes, order):
    """Whatever each avoids, as long as one rotation exists: here, that in `order`."""
    hosts = [
        Host(pk, frozenset(YEAR[month] for month in avoided - {order[pk]}))
        for pk, avoided in enumerate(wishes)
    ]
    rotation = rotate(hosts, season(10), on_a_line(hosts))
    assert sorted(rotation.given.values()) == list(range(10))
    assert not rotation.bare and not rotation.idle


def test_two_long_journeys_do_not_follow_each_other():
    """Five live together, five live together far away: the meetings alternate as well as they can."""
    hosts = [Host(pk) for pk in range(1, 11)]
    rotation = rotate(hosts, season(10), lambda one, other: 150 if (one > 5) != (other > 5) else 5)
    sides = [rotation.given[meeting] > 5 for meeting in sorted(rotation.given)]
    assert sum(one == other for one, other in pairwise(sides)) <= 1


# ── Told stories ────────────────────────────────────────────────────────────────────────────────


def test_twelve_people_for_ten_meetings_the_last_two_wait():
    rotation = rotate([Host(pk) for pk in range(1, 13)], season(10), nowhere)
    assert rotation.idle == {11: FULL, 12: FULL} and not rotation.bare


def test_whoever_can_never_host_is_named_and_nobody_hosts_twice_in_her_place():
    hosts = [Host(1, frozenset(YEAR)), Host(2), Host(3)]
    rotation = rotate(hosts, season(3), nowhere)
    assert sorted(rotation.given.values()) == [2, 3]
    assert list(rotation.bare.values()) == [ORDER] and rotation.idle == {1: MONTHS}


def test_the_second_time_falls_to_whoever_lives_in_the_middle():
    hosts = [Host(pk) for pk in (1, 50, 100)]
    rotation = rotate(hosts, season(4), on_a_line(hosts))
    assert times(rotation, hosts) == {1: 1, 50: 2, 100: 1}


def test_a_turn_that_waits_for_its_answer_stays():
    hosts = [Host(1), Host(2), Host(3)]
    evenings = [Evening(100, YEAR[0], hoped=3), Evening(101, YEAR[1], hoped=1), Evening(102, YEAR[2])]
    assert rotate(hosts, evenings, on_a_line(hosts)).given == {100: 3, 101: 1, 102: 2}


def test_nobody_and_nothing():
    assert rotate([], season(2), nowhere).given == {}
    assert rotate([Host(1)], [], nowhere).idle == {1: FULL}


# ── Situations ──────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=150)
@given(
    people=st.integers(0, 12),
    taken=st.lists(st.integers(0, MOST), max_size=7),
    busy=st.lists(st.integers(0, 12), min_size=7, max_size=7),
)
def test_each_presents_once_and_no_meeting_has_more_than_two(people, taken, busy):
    sessions = [Session(pk, count, busy[pk]) for pk, count in enumerate(taken)]
    given_to = spread(list(range(people)), sessions)
    room = sum(MOST - count for count in taken)
    assert len(given_to) == min(people, room)
    assert list(given_to) == list(range(len(given_to))), "the first come first"
    total = [count + list(given_to.values()).count(pk) for pk, count in enumerate(taken)]
    assert max(total, default=0) <= MOST
    if people <= sum(1 for count in taken if not count):
        assert all(total[meeting] == 1 for meeting in given_to.values()), "one a meeting while that is enough"


def test_whoever_hosts_presents_another_day():
    assert spread([1, 2], [Session(0, busy=1), Session(1, busy=2)]) == {1: 1, 2: 0}
    assert spread([1], [Session(0, busy=1)]) == {1: 0}
