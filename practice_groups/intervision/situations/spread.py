"""At which meeting each person presents a situation: one per meeting while that is enough, two at most. No
database."""

from collections.abc import Sequence
from dataclasses import dataclass

from practice_groups.intervision.assignment import assign

MOST = 2  # situations of one meeting


@dataclass(frozen=True)
class Session:
    """A meeting to come. `taken`: situations already planned. `busy`: the hosts, who should rather not present too.
    `refused`: those who gave back a turn there."""

    pk: int
    taken: int = 0
    busy: int | None = None
    refused: frozenset[int] = frozenset()


def spread(people: Sequence[int], sessions: Sequence[Session]) -> dict[int, int]:
    """Person → meeting, for as many as there is room; first come first served, earliest meetings first."""
    seats = [(place, one, rank) for place, one in enumerate(sessions) for rank in range(one.taken, MOST)]
    size = len(seats) + len(people) + 1
    rows = [
        [_cost(who, *seat, size) for seat in seats] + [size**6 - rank * size**4] * len(people)
        for rank, who in enumerate(people)
    ]
    found = assign(rows)
    return {
        who: seats[column][1].pk
        for who, column in zip(people, found, strict=True)
        if column < len(seats) and who not in seats[column][1].refused
    }


def _cost(who: int, place: int, session: Session, rank: int, size: int) -> int:
    if who in session.refused:
        return size**8
    return rank * size**3 + (session.busy == who) * size**2 + place
