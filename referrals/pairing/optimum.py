"""The optimal assignment of a matrix, and the greedy one. Only the worker imports numpy and scipy.

Both place at most one person per seat and never use a forbidden cell. The optimum first places as many people as
possible, then minimises: the costs of those placed, the last places they take, and the waiting points of those left
out.
"""

from dataclasses import dataclass

NEVER = -1


@dataclass
class Assignment:
    """`chosen[person]`: the index of a therapist, or None. `cost` includes the waiting points of those left out."""

    chosen: list[int | None]
    cost: int

    @property
    def placed(self) -> int:
        return sum(one is not None for one in self.chosen)


def total(cells, seats: list[int], last: list[int], waits: list[int], chosen: list[int | None]) -> int:
    """The cost of an assignment, by its definition."""
    spent, used = 0, [0] * len(seats)
    for row, wait, one in zip(cells, waits, chosen, strict=True):
        if one is None:
            spent += wait
        else:
            spent += int(row[one])
            used[one] += 1
    return spent + sum(last[index] for index, count in enumerate(used) if count == seats[index] and count)


def one_by_one(cells, seats: list[int], last: list[int], waits: list[int]) -> Assignment:
    """Greedy: people in their order (the longest waiting first), each given the cheapest place left."""
    left, chosen = list(seats), []
    for row in cells:
        options = [
            (cost + (last[index] if left[index] == 1 else 0), index)
            for index, cost in enumerate(row)
            if cost != NEVER and left[index]
        ]
        one = min(options)[1] if options else None
        if one is not None:
            left[one] -= 1
        chosen.append(one)
    return Assignment(chosen, total(cells, seats, last, waits, chosen))


def expanded(cells, seats: list[int], last: list[int], waits: list[int]):
    """(values, owner): a matrix people × seats for scipy, and the therapist of each seat.

    A therapist has no more seats than people whom she may meet. A value is the cell, plus the points of a last place,
    minus the waiting points. Every forbidden cell has the same cost, larger than any sum of others, so that as few as
    possible are used and as many people as possible are placed. All values are integers below 2**53: floats are exact.
    """
    import numpy as np

    table = np.array(cells, dtype=np.float64).reshape(len(waits), len(seats))
    forbidden = table == NEVER
    table -= np.asarray(waits, dtype=np.float64)[:, None]
    allowed = table[~forbidden]
    low, high = (allowed.min(), allowed.max() + max(last)) if allowed.size else (0, 0)
    counts = np.minimum(seats, len(waits) - forbidden.sum(axis=0))
    table[forbidden] = high + (high - low + 1) * (len(waits) + 1)
    owner = np.repeat(np.arange(len(seats)), counts)
    values = table.take(owner, axis=1)
    full = np.flatnonzero((counts > 0) & (counts == seats))
    ends = np.cumsum(counts)[full] - 1
    values[:, ends] += np.where(forbidden[:, full], 0, np.asarray(last)[full])
    return values, owner


def optimum(cells, seats: list[int], last: list[int], waits: list[int]) -> Assignment:
    """The exact optimum, by `scipy.optimize.linear_sum_assignment` over the seats."""
    from scipy.optimize import linear_sum_assignment

    chosen: list[int | None] = [None] * len(waits)
    if waits and seats:
        values, owner = expanded(cells, seats, last, waits)
        rows, columns = linear_sum_assignment(values)
        for row, one in zip(rows.tolist(), owner[columns].tolist(), strict=True):
            if cells[row][one] != NEVER:
                chosen[row] = one
    return Assignment(chosen, total(cells, seats, last, waits, chosen))
