"""What pages about sessions show: those of a care, one alone, a month, the week to come."""

from datetime import date, timedelta

from django.utils import timezone

from networks.missions.states import CANCELLABLE
from networks.models import NetworkSettings
from networks.pay import months as calendar
from referrals.models import Care, TherapySession
from referrals.sessions import access, interpreters, months
from referrals.states import NOTED, CareState, SessionState

SHOWN = 50
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def for_care(care: Care) -> dict:
    """Context of `_care_sessions.html`, beside `care`: what is to note, what is to come, what was noted."""
    now = timezone.now()
    found = list(care.sessions.select_related("mission__interpreter", "corrected_by")[: 2 * SHOWN])
    planned = sorted(
        (one for one in found if one.state == SessionState.PLANNED), key=lambda one: one.starts_at
    )
    return {
        "to_note": [one for one in planned if one.starts_at <= now],
        "coming": [one for one in planned if one.starts_at > now],
        "sessions": [one for one in found if one.state != SessionState.PLANNED][:SHOWN],
        "may_plan": care.state == CareState.ACTIVE,
        "may_log": care.state in (CareState.ACTIVE, CareState.SUSPENDED),
    }


def of_session(session: TherapySession, user) -> dict:
    """One session, and what this reader may do with it."""
    now = timezone.now()
    planned, hers = session.state == SessionState.PLANNED, session.therapist.user_id == user.pk
    return {
        "session": session,
        "hers": hers,
        "may_note": hers and planned and session.starts_at <= now,
        "may_move": hers and planned and session.care.state == CareState.ACTIVE,
        "may_cancel": hers and planned,
        "may_correct": session.state in NOTED and not session.imported,
        "expected": session.mission is not None and session.mission.state in CANCELLABLE,
        "following": access.following(session).count() if planned else 0,
    }


def lateness(session: TherapySession, *, at) -> dict:
    """What a page that may cancel a mission says first."""
    late = interpreters.is_late(session, at=at)
    return {"late": late, "hours": NetworkSettings.current().late_hours if late else None}


def of_month(user, month: date, *, at) -> dict:
    found = list(access.between(user, month, months.last_of(month)))
    counts = months.totals(found)
    return {
        "month": month,
        "of_month": calendar.of_month(month),
        "previous": max(calendar.preceding(month), calendar.FIRST),
        "next": min(calendar.following(month), calendar.LAST),
        "today": timezone.localdate(at),
        "days": months.days_of(month, found),
        "weekdays": WEEKDAYS,
        "before": range(month.weekday()),
        "counts": counts,
        "hours": counts["minutes"] / 60,
        "to_note": list(access.to_note(user, at=at)[:20]),
    }


def of_week(user, *, at) -> dict:
    """The next seven days, and how many sessions wait to be noted."""
    today = timezone.localdate(at)
    found = access.between(user, today, today + timedelta(days=6)).filter(
        state=SessionState.PLANNED, starts_at__gt=at
    )
    return {"coming": list(found[:8]), "late": access.to_note(user, at=at).count(), "today": today}
