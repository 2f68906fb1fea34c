"""What the pages of working groups show and begin with."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from practice_groups.chains import chains
from practice_groups.choices import Presence
from practice_groups.models import Group, GroupMember, Meeting, MemberPresence
from practice_groups.states import MeetingState
from practice_groups.working import access

EVERY = relativedelta(months=2)  # how often such groups meet, unless somebody types another date


@dataclass(frozen=True)
class Row:
    """A meeting in the list of its group. A postponed one that was dated again is told by the one that replaces it."""

    meeting: Meeting
    earlier: list[Meeting]  # the dates it was put off from, the first one first
    is_to_come: bool

    @property
    def needs_date(self) -> bool:
        return self.meeting.state == MeetingState.POSTPONED

    @property
    def present(self) -> int | str | None:
        """« X » when called off, None (–) when nobody was counted: neither is ever 0, nor added up."""
        return self._heads(self.meeting.present, others=self.meeting.unnamed_heads)

    @property
    def excused(self) -> int | str | None:
        return self._heads(self.meeting.excused)

    def _heads(self, count: int, others: int | None = None) -> int | str | None:
        if self.meeting.state == MeetingState.CANCELLED:
            return "X"
        if self.meeting.state != MeetingState.HELD or not (self.meeting.noted or others is not None):
            return None
        return count + (others or 0)


def calendar(group: Group, at: datetime) -> list[Row]:
    return rows_of(access.meetings_of(group), at)


def rows_of(meetings: Iterable[Meeting], at: datetime) -> list[Row]:
    """The meetings, the latest first; each chain of postponements is one line."""
    return [
        Row(one, before, is_to_come=one.state == MeetingState.PLANNED and one.starts_at > at)
        for one, before in chains(meetings)
    ]


def group_page(group: Group, at: datetime, *, polls: bool) -> dict:
    meetings = list(access.meetings_of(group))
    return {
        "group": group,
        "members": access.members(group),
        "rows": rows_of(meetings, at),
        "waiting": sum(one.left_over for one in meetings),
        "polls": list(access.polls(group)) if polls else [],
        "intake_over": bool(group.last_situations_on and group.last_situations_on < timezone.localdate(at)),
    }


@dataclass(frozen=True)
class Count:
    """How many came, and how many were excused, of one function or of one structure."""

    label: str
    present: int
    excused: int


def counts(members: list[GroupMember], presences: list[MemberPresence]) -> dict[str, list[Count]]:
    """By function, and by structure; whoever is « non renseigné » is counted as such."""
    states = {one.member_id: one.state for one in presences}
    noted = [member for member in members if member.pk in states]
    return {
        "functions": _count((member.function or "Non renseignée", states[member.pk]) for member in noted),
        "structures": _count(
            (member.structure.name if member.structure else "Non renseignée", states[member.pk])
            for member in noted
        ),
    }


def _count(pairs) -> list[Count]:
    found = Counter(pairs)
    labels = sorted({label for label, _ in found}, key=str.casefold)
    return [Count(label, found[label, Presence.PRESENT], found[label, Presence.EXCUSED]) for label in labels]


def next_meeting(group: Group, at: datetime) -> dict:
    """What is usual: two months after the last one, the same weekday of the month, the same hours and place."""
    last = Meeting.objects.filter(cycle__group=group).order_by("-starts_at").first()
    if last is None:
        return {"place": group.place, "starts": time(14), "ends": time(16)}
    starts, ends = timezone.localtime(last.starts_at), timezone.localtime(last.ends_at)
    day = starts.date() + EVERY
    day += relativedelta(days=(starts.weekday() - day.weekday()) % 7)
    return {
        "day": day if day > timezone.localdate(at) else None,
        "starts": starts.time(),
        "ends": ends.time(),
        "place": last.place or group.place,
        "modality": last.modality,
    }
