"""Writes about minutes: one text per meeting, sent when its author decides."""

from datetime import datetime

from django.db import transaction

from centre.models import User
from centre.refusals import Refused
from practice_groups.attendance.minutes import mails
from practice_groups.models import Cycle, Meeting, Minutes
from practice_groups.states import MeetingState
from practice_groups.working.minutes.actions import share_minutes


@transaction.atomic
def write_minutes(
    meeting: Meeting, *, version: int, text: str, send: bool, by: User, at: datetime
) -> Minutes:
    """Write the minutes, or change them as they were read (`version` 0: new), and tell the participants if `send`."""
    cycle = Cycle.objects.select_for_update(of=["self"]).get(pk=meeting.cycle_id)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cycle = cycle
    if meeting.state not in (MeetingState.PLANNED, MeetingState.HELD):
        raise Refused(
            f"Cette rencontre est « {meeting.get_state_display().lower()} » : elle n’a pas de compte rendu."
        )
    if meeting.starts_at > at:
        raise Refused("Cette rencontre n’a pas encore commencé : son compte rendu s’écrit ensuite.")
    minutes = Minutes.objects.filter(meeting=meeting).select_related("written_by").first()
    _refuse_stale(minutes, version)
    minutes = minutes or Minutes(meeting=meeting, version=0)
    minutes.text, minutes.written_by, minutes.written_at = text, by, at
    minutes.version += 1
    if send:
        minutes.sent_at = at
    minutes.save()
    if send:
        mails.sent(minutes, by=by)
        share_minutes(meeting, at=at)
    return minutes


def _refuse_stale(minutes: Minutes | None, version: int) -> None:
    if minutes is not None and minutes.version != version:
        raise Refused(
            f"Ce compte rendu vient d’être modifié par {minutes.written_by}. Votre texte est conservé : "
            "comparez-le au sien."
        )
