"""What the pages that prepare groups show and begin with."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from practice_groups.cycles.rule import holiday
from practice_groups.models import Cycle, Group, Meeting
from practice_groups.states import MeetingState


@dataclass(frozen=True)
class Row:
    """A meeting in the calendar of its cycle, and what may still be done of it."""

    meeting: Meeting
    is_to_come: bool
    needs_date: bool
    holiday: str


def calendar(cycle: Cycle, at: datetime) -> list[Row]:
    """Every meeting in order, postponed ones included: the chain is never rewritten."""
    return [
        Row(
            meeting,
            is_to_come=meeting.state == MeetingState.PLANNED and meeting.starts_at > at,
            needs_date=meeting.state == MeetingState.POSTPONED and meeting.postponed_to is None,
            holiday=holiday(timezone.localdate(meeting.starts_at)),
        )
        for meeting in cycle.meetings.select_related("postponed_to", "postponed_from")
    ]


def facts_of(record: Group | Cycle, form_class) -> dict:
    """A record as its form shows it."""
    names = (name for name in form_class.base_fields if name != "facilitators")
    facts = {name: getattr(record, name) for name in names}
    if isinstance(record, Cycle):
        facts["facilitators"] = list(record.facilitators.values_list("pk", flat=True))
    return facts


def facts_of_meeting(meeting: Meeting, form_class) -> dict:
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    facts = {
        "version": meeting.version,
        "starts": starts.time(),
        "ends": ends.time(),
        "place": meeting.place,
        "day": starts.date(),
    }
    if "reason" in form_class.base_fields:
        facts.pop("day")
    return facts


def first_guess(group: Group, at: datetime) -> dict:
    """What is usual: from October to June, ten seats, registration open from today until the first meeting."""
    today = timezone.localdate(at)
    year = today.year if today.month < 11 else today.year + 1
    opening = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    last = group.cycles.order_by("-starts_on").first()
    return {
        "season": f"{year}-{year + 1}",
        "seats": last.seats if last else 10,
        "fee": last.fee if last else 0,
        "offer_hours": last.offer_hours if last else 48,
        "hosted": last.hosted if last else group.kind == "intervision",
        "facilitators": list(last.facilitators.values_list("pk", flat=True)) if last else [],
        "weekday": 0,
        "which": 1,
        "every": 1,
        "first": today.replace(year=year, month=10, day=1),
        "last": today.replace(year=year + 1, month=6, day=30),
        "starts": time(9),
        "ends": time(12),
        "place": group.place,
        "opens_at": opening,
        "closes_at": max(
            opening + timedelta(days=7),
            timezone.make_aware(datetime(year, 9, 30, 18), timezone.get_default_timezone()),
        ),
    }
