"""The cheapest assignment of rows to columns, each column once. No database.

Ours rather than scipy's: a rotation has ten rows, sixty at most, and this runs inside a request, where loading numpy
and scipy would cost more than the work. Costs are whole numbers of any size, so that one matrix holds several wishes in
strict order; floating point could not. `tests` compare it with scipy.
"""

from collections.abc import Sequence


def assign(costs: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row, with the least total cost; there must be at least as many columns as rows.

    The Hungarian method by shortest augmenting paths: O(rows² × columns).
    """
    width = len(costs[0]) if costs else 0
    row_of = [-1] * (width + 1)  # the last column is where a path begins
    row_price, column_price = [0] * len(costs), [0] * (width + 1)
    for row in range(len(costs)):
        column, row_of[width] = width, row
        slack: list[int | None] = [None] * width
        before, seen = [width] * width, [False] * (width + 1)
        while row_of[column] != -1:
            seen[column], here = True, row_of[column]
            step, nearest = None, width
            for other in range(width):
                if seen[other]:
                    continue
                reduced = costs[here][other] - row_price[here] - column_price[other]
                if slack[other] is None or reduced < slack[other]:
                    slack[other], before[other] = reduced, column
                if step is None or slack[other] < step:
                    step, nearest = slack[other], other
            for other in range(width):
                if seen[other]:
                    row_price[row_of[other]] += step
                    column_price[other] -= step
                elif slack[other] is not None:
                    slack[other] -= step
            row_price[row] += step
            column = nearest
        while column != width:
            row_of[column] = row_of[before[column]]
            column = before[column]
    column_of = [0] * len(costs)
    for column, row in enumerate(row_of[:width]):
        if row != -1:
            column_of[row] = column
    return column_of
