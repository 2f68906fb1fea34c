"""Who hosts which meeting: everyone once before anyone twice. No database.

In strict order: as many first times as possible, then second times, and so on; when not everybody can host once, those
who came first; a turn that waits for its answer stays where it is; first times come before second ones in the calendar;
a second time falls to whoever lives the nearest to the others. Then two turns change places as long as that spares
somebody two long journeys in a row. A month that somebody avoids, a meeting that she gave back are never proposed to
her: the meeting stays without host rather, and says why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from practice_groups.intervision.assignment import assign

Km = Callable[
    [int, int], int | None
]  # two people → kilometres between them, None where one place is not known


@dataclass(frozen=True)
class Host:
    """`avoids`: months « 2026-11 ». `refused`: meetings she gave back."""

    pk: int
    avoids: frozenset[str] = frozenset()
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Evening:
    """A meeting. `host` is fixed: she confirmed, or hosted. `hoped` was proposed and has not answered."""

    pk: int
    month: str
    host: int | None = None
    hoped: int | None = None
    open: bool = True  # still to come: it may be given


@dataclass(frozen=True)
class Rotation:
    """`given`: meeting → host, for those proposed here. `bare`: meetings without a host → why. `idle`: people without
    a turn → why. The reasons: « mois », « complet », « tour »."""

    given: dict[int, int] = field(default_factory=dict)
    bare: dict[int, str] = field(default_factory=dict)
    idle: dict[int, str] = field(default_factory=dict)


MONTHS, FULL, ORDER = "mois", "complet", "tour"


def rotate(hosts: Sequence[Host], evenings: Sequence[Evening], km: Km) -> Rotation:
    """The rotation; `hosts` in order of arrival, `evenings` in the order of the calendar."""
    free = [one for one in evenings if one.open and one.host is None]
    times = _times(hosts, evenings)
    given = _shared(hosts, free, times, km)
    given = _spread_travel(given, hosts, evenings, times, km)
    return Rotation(given, *_why(hosts, free, times, given))


def _times(hosts: Iterable[Host], evenings: Iterable[Evening]) -> dict[int, int]:
    """How many meetings each is certain to host."""
    held = [one.host for one in evenings]
    return {host.pk: held.count(host.pk) for host in hosts}


def may_host(host: Host, evening: Evening) -> bool:
    return evening.month not in host.avoids and evening.pk not in host.refused


# ── Sharing ─────────────────────────────────────────────────────────────────────────────────────


def _shared(
    hosts: Sequence[Host], free: Sequence[Evening], times: Mapping[int, int], km: Km
) -> dict[int, int]:
    """Each free meeting's host. A round that cannot give everybody a turn is the last one."""
    seats = _seats(hosts, times, len(free))
    given = _assigned(hosts, free, seats, km)
    for level in sorted({level for _, level in seats}):
        if sum(1 for _, used in given.values() if used == level) < sum(1 for _, one in seats if one == level):
            given = _assigned(hosts, free, [seat for seat in seats if seat[1] <= level], km)
            break
    return {meeting: hosts[who].pk for meeting, (who, _) in given.items()}


def _seats(hosts: Sequence[Host], times: Mapping[int, int], needed: int) -> list[tuple[int, int]]:
    """(rank of the host, which round): the turns to give, round by round, as many as `needed`."""
    seats: list[tuple[int, int]] = []
    level = min(times.values(), default=0)
    while hosts and len(seats) < needed:
        seats += [(rank, level) for rank, host in enumerate(hosts) if times[host.pk] <= level]
        level += 1
    return seats


def _assigned(
    hosts: Sequence[Host], free: Sequence[Evening], seats: list[tuple[int, int]], km: Km
) -> dict[int, tuple[int, int]]:
    """Meeting → turn. One number encodes every wish, in strict priority: the heavier never yields to the lighter."""
    if not free or not seats:
        return {}
    first = min(level for _, level in seats)
    last = max(level for _, level in seats)
    far = [_mean(host, hosts, km) for host in hosts]
    size = len(free) + 1
    near = size * (max(far) + 1)  # above any sum of kilometres
    later = near * size * size * (last - first + 1)  # above any sum of dates
    moved = later * size
    came = moved * size * len(hosts)
    hoped = {evening.pk: evening.hoped for evening in free}
    rows = []
    for place, evening in enumerate(free):
        row = []
        for rank, level in seats:
            host = hosts[rank]
            if not may_host(host, evening):
                row.append(came * size ** (last - first + 4))
                continue
            cost = near * (level - first) * (len(free) - place)
            cost += 0 if hoped[evening.pk] == host.pk else later
            cost += moved * rank if level == first else far[rank]
            row.append(cost - came * size ** (last - level + 1))
        rows.append(row + [0] * len(free))
    found = assign(rows)
    return {
        evening.pk: seats[column]
        for evening, column in zip(free, found, strict=True)
        if column < len(seats) and may_host(hosts[seats[column][0]], evening)
    }


def _mean(host: Host, hosts: Sequence[Host], km: Km) -> int:
    """The mean distance of the others to her place; 0 where no place is known."""
    known = [one for other in hosts if other != host and (one := km(host.pk, other.pk)) is not None]
    return round(sum(known) / len(known)) if known else 0


# ── Journeys ────────────────────────────────────────────────────────────────────────────────────


def _spread_travel(
    given: dict[int, int],
    hosts: Sequence[Host],
    evenings: Sequence[Evening],
    times: Mapping[int, int],
    km: Km,
) -> dict[int, int]:
    """The same hosts, as many times each, in an order where long journeys follow each other less."""
    if len(hosts) < 2:
        return given
    by_pk = {host.pk: host for host in hosts}
    places = [index for index, one in enumerate(evenings) if one.pk in given and one.hoped != given[one.pk]]
    order = [given.get(one.pk, one.host) for one in evenings]
    cost = _row_of_journeys(hosts, km)

    def around(indexes: set[int]) -> int:
        edges = {edge for index in indexes for edge in (index - 1, index) if 0 <= edge < len(order) - 1}
        return sum(cost(order[edge], order[edge + 1]) for edge in edges)

    improved = True
    while improved:
        improved = False
        level = _levels(order, evenings, given, times)
        for n, one in enumerate(places):
            for other in places[n + 1 :]:
                here, there = order[one], order[other]
                if here == there or level[one] != level[other]:
                    continue
                if not (may_host(by_pk[here], evenings[other]) and may_host(by_pk[there], evenings[one])):
                    continue
                before = around({one, other})
                order[one], order[other] = there, here
                if around({one, other}) < before:
                    improved = True
                else:
                    order[one], order[other] = here, there
    return {one.pk: order[index] for index, one in enumerate(evenings) if one.pk in given}


def _levels(
    order: list[int | None], evenings: Sequence[Evening], given: Mapping[int, int], times: Mapping[int, int]
) -> dict[int, int]:
    """The round of each proposed turn, for its host."""
    count, levels = dict(times), {}
    for index, one in enumerate(evenings):
        if one.pk in given:
            levels[index] = count[order[index]]
            count[order[index]] += 1
    return levels


def _row_of_journeys(hosts: Sequence[Host], km: Km) -> Callable[[int | None, int | None], int]:
    """The cost of one host following another: for each person, the product of her two journeys."""
    known: dict[tuple[int, int], int] = {}

    def cost(one: int | None, other: int | None) -> int:
        if one is None or other is None:
            return 0
        pair = (min(one, other), max(one, other))
        if pair not in known:
            known[pair] = sum((km(host.pk, one) or 0) * (km(host.pk, other) or 0) for host in hosts)
        return known[pair] + (one == other)

    return cost


# ── Reasons ─────────────────────────────────────────────────────────────────────────────────────


def _why(
    hosts: Sequence[Host], free: Sequence[Evening], times: Mapping[int, int], given: Mapping[int, int]
) -> tuple[dict[int, str], dict[int, str]]:
    """Meetings without a host and people without a turn, each with its reason."""
    total = {pk: count + list(given.values()).count(pk) for pk, count in times.items()}
    least = min(total.values(), default=0)
    bare = {
        one.pk: ORDER if any(may_host(host, one) and total[host.pk] > least for host in hosts) else MONTHS
        for one in free
        if one.pk not in given
    }
    idle = {
        host.pk: FULL if any(may_host(host, one) for one in free) or not free else MONTHS
        for host in hosts
        if not total[host.pk]
    }
    return bare, idle
