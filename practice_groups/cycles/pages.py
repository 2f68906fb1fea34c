"""What the pages that prepare groups show and begin with."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from networks.choices import Sector
from practice_groups.choices import Kind
from practice_groups.cycles.rule import Rule, a_year_later, guessed, holiday
from practice_groups.models import Cycle, Group, Meeting
from practice_groups.states import MeetingState


@dataclass(frozen=True)
class Row:
    """A meeting in the calendar of its cycle, and what may still be done of it."""

    meeting: Meeting
    is_to_come: bool
    needs_word: bool  # its hour is past: was it held?
    needs_date: bool
    is_off: bool
    holiday: str


def calendar(cycle: Cycle, at: datetime) -> dict:
    """Every meeting in order, postponed ones included (the chain is never rewritten), and who facilitates."""
    rows = [
        Row(
            meeting,
            is_to_come=meeting.state == MeetingState.PLANNED and meeting.starts_at > at,
            needs_word=meeting.state == MeetingState.PLANNED and meeting.starts_at <= at,
            needs_date=meeting.state == MeetingState.POSTPONED and meeting.postponed_to is None,
            is_off=meeting.state == MeetingState.CANCELLED,
            holiday=holiday(timezone.localdate(meeting.starts_at), cycle.group.country),
        )
        for meeting in cycle.meetings.select_related("postponed_to")
    ]
    return {"rows": rows, "facilitations": cycle.facilitations.select_related("user").order_by("-sector")}


def calendar_page(cycle: Cycle) -> str:
    """Where the calendar of this cycle is kept: the page of a working group, of a session, else its own."""
    if cycle.group.kind == Kind.WORKING_GROUP:
        return reverse("practice_groups:working_group", args=[cycle.group_id])
    page = "training" if cycle.group.kind == Kind.TRAINING else "manage_cycle"
    return reverse(f"practice_groups:{page}", args=[cycle.pk])


def season_before(group: Group, asked) -> Cycle | None:
    """The cycle of this group that a new one takes up (`?comme=`), if any."""
    pk = asked.get("comme", "")
    return (
        group.cycles.select_related("group").filter(pk=pk).first()
        if pk.isdecimal() and len(pk) < 19
        else None
    )


def facts_of(record: Group | Cycle, form_class) -> dict:
    """A record as its form shows it."""
    led = ("facilitators", "social", "mental")
    facts = {name: getattr(record, name) for name in form_class.base_fields if name not in led}
    return facts | leading(record) if isinstance(record, Cycle) else facts


def leading(cycle: Cycle) -> dict:
    """Who facilitates, as the forms ask for them."""
    sectors = dict(cycle.facilitations.values_list("user", "sector"))
    by_sector = {sector: user for user, sector in sectors.items()}
    return {
        "facilitators": list(sectors),
        "social": by_sector.get(Sector.SOCIAL),
        "mental": by_sector.get(Sector.MENTAL_HEALTH),
    }


def facts_of_meeting(meeting: Meeting, form_class) -> dict:
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    facts = {
        "version": meeting.version,
        "starts": starts.time(),
        "ends": ends.time(),
        "place": meeting.place,
        "day": starts.date(),
    }
    if "place" not in form_class.base_fields:
        facts.pop("day")  # a new date is asked for
    return facts


def first_guess(group: Group, at: datetime) -> dict:
    """What is usual: from October to June, ten seats, registration open from today until the end of September."""
    today = timezone.localdate(at)
    year = today.year if today.month < 11 else today.year + 1
    return {
        "season": f"{year}-{year + 1}",
        "seats": 10,
        "fee": 0,
        "offer_hours": 48,
        "hosted": group.kind == Kind.INTERVISION,
        "weekday": 0,
        "which": 1,
        "every": 1,
        "first": date(year, 10, 1),
        "last": date(year + 1, 6, 30),
        "starts": time(9),
        "ends": time(12),
        "place": group.place,
        "published": True,
    } | _window(date(year, 10, 1), at)


def next_season(cycle: Cycle, at: datetime) -> dict:
    """The season after `cycle`: its rule a year later, its hours, its facilitators."""
    meetings = list(cycle.meetings.filter(postponed_from=None))
    rule = guessed([timezone.localdate(one.starts_at) for one in meetings], cycle.group.country)
    facts = first_guess(cycle.group, at)
    kept = ("seats", "fee", "offer_hours", "hosted", "most_social", "most_mental", "programme")
    facts |= {name: getattr(cycle, name) for name in kept} | leading(cycle)
    if rule is None:
        return facts
    usual, rule = meetings[len(meetings) // 2], a_year_later(rule)
    return facts | {
        **{name: getattr(rule, name) for name in ("weekday", "which", "every", "first", "last")},
        "starts": timezone.localtime(usual.starts_at).time(),
        "ends": timezone.localtime(usual.ends_at).time(),
        "place": usual.place,
        "season": re.sub(r"\d{4}", lambda year: str(int(year[0]) + 1), cycle.season),
        **_window(rule.first, at),
    }


def rule_of(facts: dict, group: Group) -> Rule:
    names = ("weekday", "which", "every", "first", "last")
    return Rule(**{name: facts[name] for name in names}, country=group.country)


def _window(first: date, at: datetime) -> dict:
    """Registration: from now until the eve of the first day, and at least a week."""
    opening = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    eve = timezone.make_aware(datetime.combine(first - timedelta(days=1), time(18)))
    return {"opens_at": opening, "closes_at": max(opening + timedelta(days=7), eve)}
