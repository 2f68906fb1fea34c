"""The hours that a therapist and an interpreter share in their usual weeks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import time

from django.db.models import Q

from networks.models import WeeklySlot

SESSION = 60  # minutes: shorter, two people have no time to work together

Week = tuple[tuple[int, int], ...]  # sorted (from, to), minutes since Monday 0 h; empty: she declared nothing


def weeks(therapists: Iterable[int], interpreters: Iterable[int]) -> tuple[dict[int, Week], dict[int, Week]]:
    """(therapist id → week, interpreter id → week), those who declared one. One statement."""
    slots = WeeklySlot.objects.filter(
        Q(therapist__in=list(therapists)) | Q(interpreter__in=list(interpreters))
    )
    found: tuple[dict, dict] = (defaultdict(list), defaultdict(list))
    rows = slots.order_by("weekday", "starts").values_list(
        "therapist", "interpreter", "weekday", "starts", "ends"
    )
    for therapist, interpreter, day, starts, ends in rows:
        spans = found[0][therapist] if therapist else found[1][interpreter]
        spans.append((_minutes(day, starts), _minutes(day, ends)))
    return tuple({who: _joined(spans) for who, spans in some.items()} for some in found)


def in_common(one: Week, other: Week) -> int | None:
    """How many stretches of a session or more they share; None where one of them declared no hours."""
    if not one or not other:
        return None
    return sum(
        min(end, last) - max(start, first) >= SESSION
        for start, end in one
        for first, last in other
        if first < end and start < last
    )


def _minutes(day: int, hour: time) -> int:
    return (day - 1) * 1440 + hour.hour * 60 + hour.minute


def _joined(spans: list[tuple[int, int]]) -> Week:
    """Two slots that touch are one."""
    joined: list[list[int]] = []
    for start, end in spans:
        if joined and joined[-1][1] >= start:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return tuple((start, end) for start, end in joined)
