"""What forms of sessions open with: nothing is typed twice."""

from datetime import datetime, timedelta

from django.utils import timezone

from networks.choices import Modality
from networks.missions.models import DONE
from networks.missions.states import HELD_BY
from referrals.models import Care, TherapySession
from referrals.sessions.interpreters import wish_of
from referrals.states import SessionState


def _last(care: Care) -> TherapySession | None:
    return care.sessions.filter(state=SessionState.HELD).select_related("mission").first()


def as_last_time(care: Care, due: TherapySession | None, *, at: datetime) -> dict:
    """The session planned that waits to be noted; else today, as the last session held."""
    if due is not None:
        return as_it_is(due) | {"state": SessionState.HELD}
    last, today = _last(care), timezone.localdate(at)
    if last is None:
        return {"day": today, "modality": Modality.ON_SITE, "interpreter": care.interpreter_id}
    return {
        "day": today,
        "hour": timezone.localtime(last.starts_at).time() if last.starts_at else None,
        "duration": last.duration,
        "modality": last.modality,
        "interpreter": last.mission.interpreter_id if last.mission else None,
    }


def as_it_is(session: TherapySession) -> dict:
    mission = session.mission
    came = mission is not None and mission.state in (*HELD_BY, *DONE)
    return {
        "day": session.day,
        "hour": timezone.localtime(session.starts_at).time() if session.starts_at else None,
        "duration": session.duration,
        "state": session.state,
        "modality": session.modality,
        "cancelled_by": session.cancelled_by,
        "interpreter": mission.interpreter_id if came else None,
        "remark": session.remark,
        "version": session.version,
    }


def to_plan(care: Care, *, at: datetime) -> dict:
    """A week after the last session held, as that one was; the care's interpreter if it has one."""
    last, today = _last(care), timezone.localdate(at)
    helper = "suivi" if care.interpreter_id else ""
    if last is None or last.starts_at is None:
        return {"day": today + timedelta(days=7), "modality": Modality.ON_SITE, "helper": helper}
    day = last.day + timedelta(days=7)
    while day <= today:
        day += timedelta(days=7)
    return {
        "day": day,
        "hour": timezone.localtime(last.starts_at).time(),
        "duration": last.duration,
        "modality": last.modality,
        "place": last.place,
        "helper": helper,
    }


def as_planned(session: TherapySession) -> dict:
    """What is in force for a planned session, its interpreter included."""
    mission = session.mission
    return as_it_is(session) | {
        "place": session.place,
        "helper": wish_of(session),
        "client_label": mission.client_label if mission else "",
        "travel_minutes": mission.travel_minutes if mission else 0,
    }
