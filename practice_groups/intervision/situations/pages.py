"""What the pages of situations show."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from practice_groups.intervision.situations import actions
from practice_groups.intervision.situations.spread import MOST
from practice_groups.intervision.standing import is_to_come
from practice_groups.models import Cycle, Meeting, SituationTurn


def proposal(cycle: Cycle, at: datetime) -> dict:
    """Who would present when, by date; and those for whom there is no room."""
    lines, left = actions.proposal(cycle, at=at)
    return {"cycle": cycle, "lines": lines, "left": left, "most": MOST}


def places(turn: SituationTurn, at: datetime) -> dict[str, tuple[str, dict]]:
    """Where `turn` may go: code → (words, arguments of the action)."""
    others = [
        one
        for one in SituationTurn.objects.living()
        .filter(meeting__cycle=turn.meeting.cycle_id)
        .select_related("meeting__cycle", "registration__user")
        if is_to_come(one.meeting, at)
    ]
    found = {}
    for meeting in turn.meeting.cycle.meetings.all():
        there = [one for one in others if one.meeting_id == meeting.pk]
        if meeting.pk == turn.meeting_id or not is_to_come(meeting, at):
            continue
        if len(there) < MOST:
            found[f"m{meeting.pk}"] = (f"{_day(meeting)} (il y a de la place)", {"meeting": meeting})
        for other in there:
            words = f"{_day(meeting)}, en échange avec {other.registration.user}"
            found[f"t{other.pk}"] = (words, {"other": other})
    return found


def _day(meeting: Meeting) -> str:
    return date_format(timezone.localdate(meeting.starts_at), "j F Y")
