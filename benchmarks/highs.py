"""The plan's question asked of HiGHS as a flow, without a line of the portal's own solver."""

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix


def best(cells, seats: list[int], last: list[int], waits: list[int]) -> tuple[int, int]:
    """(people placed, cost): first how many can be placed, then the least cost for as many."""
    table, people, therapists = np.array(cells).reshape(len(waits), len(seats)), len(waits), len(seats)
    rows, columns = np.nonzero((table >= 0) & (np.array(seats) > 0)[None, :])
    count, ones = len(rows), np.ones(len(rows))
    # The pairs, then whether each therapist's last place is taken: what she takes beyond the others.
    size, pairs, lasts = count + therapists, np.arange(count), count + np.arange(therapists)
    once = csr_matrix((ones, (rows, pairs)), shape=(people, size))
    room = csr_matrix(
        (np.r_[ones, -np.ones(therapists)], (np.r_[columns, np.arange(therapists)], np.r_[pairs, lasts])),
        shape=(therapists, size),
    )
    limits = [
        LinearConstraint(once, -np.inf, 1),
        LinearConstraint(room, -np.inf, np.maximum(np.array(seats) - 1, 0)),
    ]
    bounds = (0, np.r_[ones, np.minimum(1, seats)])
    placed = round(-milp(np.r_[-ones, np.zeros(therapists)], constraints=limits, bounds=bounds).fun)
    as_many = LinearConstraint(csr_matrix(np.r_[ones, np.zeros(therapists)]), placed, placed)
    values = np.r_[table[rows, columns] - np.array(waits)[rows], last].astype(float)
    least = milp(values, constraints=[*limits, as_many], bounds=bounds)
    return placed, round(least.fun) + sum(waits)
