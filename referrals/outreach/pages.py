"""What the pages of visits show."""

from datetime import datetime

from django.utils import timezone

from centre.models import User
from networks.models import labels
from referrals.choices import Need, VisitState
from referrals.models import Talk, Visit
from referrals.outreach import access
from referrals.outreach.notes.counting import likely_heads
from referrals.outreach.states import ANSWER_WITHIN, IN_PLACE

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
