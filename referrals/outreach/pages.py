"""What the pages of visits show, and their place in a calendar."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Event

from centre.models import User
from networks.models import labels
from referrals.choices import Need, VisitState
from referrals.models import Talk, Visit
from referrals.outreach import access
from referrals.outreach.notes.counting import likely_heads
from referrals.outreach.states import ANSWER_WITHIN, IN_PLACE

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST_EVENTS = 300

# Whose turn it is, and what she does.
_TURN = {
    VisitState.ASKED: ("Coordination", "Planifier ou refuser"),
    VisitState.PLANNED: ("Équipe", "Y aller"),
}


def add_turn(visit: Visit, *, at: datetime) -> Visit:
    """`turn`, `next_action`, and `due_on` for a request (the day by which it is answered)."""
    visit.turn, visit.next_action = _TURN.get(visit.state, ("", ""))
    visit.due_on = visit.asked_on + ANSWER_WITHIN if visit.state == VisitState.ASKED else None
    if visit.state == VisitState.PLANNED and visit.ends_at <= at:
        visit.next_action = "Dire si elle a eu lieu"
    return visit


def has_later(visit: Visit) -> bool:
    """Whether planned dates of its series come after it."""
    later = access.series_of(visit).filter(state=VisitState.PLANNED)
    return visit.starts_at is not None and later.filter(starts_at__gt=visit.starts_at).exists()


def as_noted(visit: Visit) -> dict:
    """What the form « tenue » begins with: what was noted, or what talks and groups make together."""
    heads = visit.heads
    if visit.state == VisitState.PLANNED:
        heads = likely_heads(visit.talks.count(), visit.groups.values_list("heads", flat=True)) or None
    return {"heads": heads, "needs": visit.needs, "note": visit.note, "version": visit.version}


def as_last_talk(visit: Visit, user: User) -> dict:
    """Language and interpreter of the talk before: they rarely change in a visit."""
    last = visit.talks.filter(noted_by=user).order_by("-noted_at").first()
    if last is not None:
        return {"language": last.language, "interpreted": last.interpreted}
    only = visit.languages[0] if len(visit.languages) == 1 else ""
    return {"language": only, "interpreted": visit.mission_id is not None}


def for_keeper(visit: Visit, *, at: datetime) -> dict:
    """Context of `my_visit.html`."""
    begun = visit.starts_at is not None and timezone.localdate(visit.starts_at) <= timezone.localdate(at)
    return {
        "visit": visit,
        "talks": [_named(talk) for talk in access.talks_of(visit)],
        "groups": list(access.groups_of(visit)),
        "need_names": labels(Need, visit.needs),
        "may_note": visit.state in IN_PLACE and begun,
        "may_hold": visit.state == VisitState.PLANNED and begun,
        "may_miss": visit.state == VisitState.PLANNED,
    }


def for_desk(visit: Visit, *, at: datetime) -> dict:
    """Context of `visit.html`."""
    begun = visit.starts_at is not None and timezone.localdate(visit.starts_at) <= timezone.localdate(at)
    return {
        "visit": add_turn(visit, at=at),
        "talks": [_named(talk) for talk in access.talks_of(visit).select_related("referral")],
        "groups": list(access.groups_of(visit)),
        "need_names": labels(Need, visit.needs),
        "series": [one for one in access.series_of(visit)[:24]],
        "may_plan": visit.state == VisitState.ASKED,
        "may_move": visit.state == VisitState.PLANNED,
        "may_hold": visit.state in IN_PLACE and begun,
    }


def _named(talk: Talk) -> Talk:
    talk.need_names = labels(Need, talk.needs)
    return talk


def calendar_events(user: User, *, at: datetime) -> list[Event]:
    """The visits she keeps, for her iCalendar feed: hours alone, neither place nor structure."""
    near = access.kept_by(user).filter(state__in=IN_PLACE, starts_at__range=(at - BACK, at + AHEAD))
    return [_event(visit, at=at) for visit in near.order_by("starts_at", "pk")[:MOST_EVENTS]]


def _event(visit: Visit, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{visit.pk}@portail")
    event.add("sequence", visit.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    event.add("dtend", visit.ends_at.astimezone(UTC))
    event.add("summary", "Permanence")
    event.add("url", settings.ORIGIN + reverse("referrals:my_visit", args=[visit.pk]))
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
