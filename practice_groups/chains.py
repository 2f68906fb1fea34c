"""A postponed meeting is one meeting: its dates, from the first to the one that holds. No database here."""

from collections.abc import Iterable

from practice_groups.models import Meeting


def chains(meetings: Iterable[Meeting]) -> list[tuple[Meeting, list[Meeting]]]:
    """Each real meeting once, with the dates it was postponed from, the first one first; in the given order."""
    found = list(meetings)
    before = {one.postponed_to_id: one for one in found if one.postponed_to_id}
    return [(one, earlier(one, before)) for one in found if one.postponed_to_id is None]


def earlier(meeting: Meeting, before: dict[int, Meeting]) -> list[Meeting]:
    """The meetings that `meeting` replaces, the first one first. `before`: replacing id → the postponed one."""
    dates = []
    while (meeting := before.get(meeting.pk)) is not None:
        dates.insert(0, meeting)
    return dates
