"""Sums of three counts or more that come close to another: what a total tells beside its parts. Pure.

A set of sums is a whole number whose bit n says whether n is one of them.
"""

from collections.abc import Collection, Iterable, Sequence

MOST = 100_000  # people: a larger count is nobody's part


def total_of(value: int, others: Sequence[Collection[int]], threshold: int) -> bool:
    """Is the value a few away from some sum of three of the others or more? Of each other, one of the counts told."""
    return value <= MOST and _a_few_away(_sums(others, 3), value, threshold)


def part_of(whole: int, value: int, others: Sequence[Collection[int]], threshold: int) -> bool:
    """Is the whole a few away from the sum of the value and two of the others or more?"""
    return value < whole <= MOST and _a_few_away(_sums(others, 2), whole - value, threshold)


def _sums(counts: Iterable[Collection[int]], least: int) -> int:
    """The sums, up to MOST, of at least so many counts, one of each collection."""
    kept = (1 << MOST + 1) - 1
    of = [1] + [0] * least  # by how many counts are summed, the last: at least so many
    for some in counts:
        added = [0] * (least + 1)
        for count in some:
            if 0 < count <= MOST:
                for number, sums in enumerate(of):
                    added[min(number + 1, least)] |= sums << count & kept
        of = [before | more for before, more in zip(of, added, strict=True)]
    return of[least]


def _a_few_away(sums: int, value: int, threshold: int) -> bool:
    """The sum itself is not a few away."""
    first = max(0, value - threshold + 1)
    window = sums >> first & (1 << value + threshold - first) - 1
    return window & ~(1 << value - first) != 0
