"""What the page of one meeting shows and begins with."""

from datetime import datetime

from practice_groups import chains
from practice_groups.choices import ItemState
from practice_groups.models import Meeting
from practice_groups.states import MeetingState
from practice_groups.working import access, forms
from practice_groups.working.agenda.carrying import MOST_SITUATIONS
from practice_groups.working.pages import counts

ADDING = {"point": forms.PointForm, "situation": forms.SituationForm}


def meeting_page(meeting: Meeting, at: datetime, typed: dict) -> dict:
    """`typed`: the form of `ADDING` that was refused, by its name."""
    group = meeting.cycle.group
    members = access.members_at(meeting)
    presences = list(meeting.presences.all())
    points = list(access.points(meeting))
    of_today = [one for one in members if not one.until]
    return {
        "meeting": meeting,
        "group": group,
        "cycle": meeting.cycle,
        "points": points,
        "earlier": earlier(meeting),
        "is_off": meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED),
        "is_to_come": meeting.state == MeetingState.PLANNED and meeting.starts_at > at,
        "heads": heads(meeting, presences),
        "counts": counts(members, presences),
        "excused": [one for one in members if one.pk in _with(presences, "excuse")],
        "present": [one for one in members if one.pk in _with(presences, "present")],
        "minutes": getattr(meeting, "minutes", None),
        "without_account": [one for one in of_today if not one.user_id and one.email],
        "situations_left": situations_left(group, points),
        **{
            f"{name}_form": typed.get(name)
            or form(prefix=name, group=group, members=of_today, initial={"version": meeting.version})
            for name, form in ADDING.items()
        },
    }


def earlier(meeting: Meeting) -> list[Meeting]:
    """The dates that this meeting was put off from, in order: of a chain, one meeting. They share its uid."""
    if meeting.sequence < 2:  # one when made, two more when it replaces another
        return []
    before = Meeting.objects.filter(cycle=meeting.cycle, uid=meeting.uid, postponed_to__isnull=False)
    return chains.earlier(meeting, {one.postponed_to_id: one for one in before})


def heads(meeting: Meeting, presences: list) -> dict[str, int | str | None]:
    """Present (others included) and excused: « X » when called off, None when nobody counted."""
    if meeting.state == MeetingState.CANCELLED:
        return {"present": "X", "excused": "X"}
    counted = presences or meeting.unnamed_heads is not None
    if meeting.state != MeetingState.HELD or not counted:
        return {"present": None, "excused": len(_with(presences, "excuse")) or None}
    return {
        "present": len(_with(presences, "present")) + (meeting.unnamed_heads or 0),
        "excused": len(_with(presences, "excuse")),
    }


def situations_left(group, points: list) -> int:
    """How many situations this meeting may still take."""
    taken = sum(point.situation and point.state != ItemState.LATER for point in points)
    return max(0, MOST_SITUATIONS - taken) if group.clinical else 0


def presences_asked(meeting: Meeting) -> dict:
    """What `forms.PresencesForm` is made of."""
    known = {one.member_id: one.state for one in meeting.presences.all()}
    return {
        "members": access.members_at(meeting),
        "known": known,
        "initial": {
            "version": meeting.version,
            "modality": meeting.modality,
            "unnamed_heads": meeting.unnamed_heads,
        },
    }


def _with(presences: list, state: str) -> set[int]:
    return {one.member_id for one in presences if one.state == state}
