"""Heads of a visit and of its groups. Pure: no database, no clock.

None was not counted, 0 is nobody; what was not counted is never summed, nor taken for nobody.
"""

from collections.abc import Iterable


def group_heads(women: int | None, men: int | None, heads: int | None) -> int | None:
    """How many were in a group: what was said, else women and men if both were counted."""
    if heads is not None:
        return heads
    return None if women is None or men is None else women + men


def met_outside(heads: int | None, groups: Iterable[int | None]) -> int | None:
    """Of the people met in a visit, how many the visit's own line counts: each group has its own line in the bilan, so
    that nobody is counted twice. Never below 0, though somebody may be in two groups."""
    if heads is None:
        return None
    return max(0, heads - sum(count for count in groups if count is not None))


def likely_heads(talks: int, groups: Iterable[int | None]) -> int | None:
    """What the form suggests: talks and groups together, if every group was counted."""
    counts = list(groups)
    return None if None in counts else talks + sum(counts)


def least_heads(talks: int, groups: Iterable[int | None]) -> int:
    """The least number of people met: one per talk, and a whole group."""
    return max([talks, *(count for count in groups if count is not None)])
