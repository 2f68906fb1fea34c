"""Writes about attendance. Each locks the cycle first, as all that concerns its calendar does."""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import ClosedYear, User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.missions.hours import instant
from practice_groups.attendance import access
from practice_groups.attendance.models import AttendanceSheet
from practice_groups.choices import Presence
from practice_groups.models import Attendance, Cycle, Meeting
from practice_groups.states import MEETING_MOVES, MeetingState
from practice_groups.trainings.actions import enter_contacts

LONGEST = timedelta(hours=12)
_CLASHES = {
    "a_cycle_meets_once_at_a_time": "Ce cycle a déjà une autre rencontre à cette heure : vérifiez les horaires.",
    "a_visit_is_within_its_meeting": "La visite de la structure sort de ces horaires : vérifiez-les.",
}


@transaction.atomic
def note_attendance(
    meeting: Meeting,
    *,
    version: int,
    presences: dict[int, str],
    unnamed_heads: int | None,
    starts: time,
    ends: time,
    by: User,
    at: datetime,
) -> Meeting:
    """Record who came, and that the meeting was held; sent again, it corrects.

    `presences`: registration → `Presence`, or "" for somebody who was not in the group yet. `unnamed_heads`: None when
    not counted. `starts`, `ends`: the hours it really lasted, which are those attested.
    """
    cycle = Cycle.objects.locked().get(pk=meeting.cycle_id)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cycle = cycle
    _refuse(meeting, version, at=at)
    _hold(meeting, unnamed_heads, starts, ends, at=at)
    _note(meeting, presences)
    enter_contacts(cycle, at=at)
    return meeting


@transaction.atomic
def ask_sheet(cycle: Cycle, *, by: User, at: datetime) -> AttendanceSheet:
    """Ask the worker for the printable sheet of the cycle as it is now."""
    from practice_groups.attendance.tasks import render_sheet

    sheet = AttendanceSheet.objects.create(cycle=cycle, asked_by=by, asked_at=at)
    transaction.on_commit(lambda: enqueue(render_sheet, str(sheet.pk)))
    return sheet


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _refuse(meeting: Meeting, version: int, *, at: datetime) -> None:
    if meeting.state != MeetingState.HELD and MeetingState.HELD not in MEETING_MOVES[meeting.state]:
        raise Refused(
            f"Cette rencontre est « {meeting.get_state_display().lower()} » : personne n’y était présent."
        )
    if meeting.starts_at > at:
        raise Refused("Cette rencontre n’a pas encore commencé : les présences se notent une fois sur place.")
    if meeting.version != version:
        raise Refused(
            "Cette feuille vient d’être modifiée par quelqu’un d’autre. Vos saisies sont conservées : comparez-les."
        )
    year = timezone.localdate(meeting.starts_at).year
    if ClosedYear.objects.filter(year=year).exists():
        raise Refused(f"Le bilan {year} est publié : les présences de cette rencontre ne changent plus.")


def _hold(meeting: Meeting, heads: int | None, starts: time, ends: time, *, at: datetime) -> None:
    day = timezone.localdate(meeting.starts_at)
    if starts != _clock(meeting.starts_at):
        meeting.starts_at = instant(day, starts, field="starts")
    if ends != _clock(meeting.ends_at):
        meeting.ends_at = instant(day, ends, field="ends")
    if not timedelta(0) < meeting.ends_at - meeting.starts_at <= LONGEST:
        raise Refused("La fin doit être après le début.", field="ends")
    if meeting.starts_at > at:
        raise Refused("Cette heure n’est pas encore passée.", field="starts")
    meeting.state, meeting.unnamed_heads = MeetingState.HELD, heads
    meeting.version += 1
    try:
        with transaction.atomic():
            meeting.save(update_fields=["state", "unnamed_heads", "starts_at", "ends_at", "version"])
    except IntegrityError as error:
        said = next((text for name, text in _CLASHES.items() if name in str(error)), None)
        if said is None:
            raise
        raise Refused(said, field="starts") from error


def _clock(moment: datetime) -> time:
    return timezone.localtime(moment).time()


def _note(meeting: Meeting, presences: dict[int, str]) -> None:
    """Write only what changed, so that the journal shows the corrections."""
    asked = {registration.pk for registration in access.on_sheet(meeting)}
    if set(presences) - asked or set(presences.values()) - {"", *Presence.values}:
        raise Refused("La liste des participants a changé : rechargez la page.")
    noted = {one.registration_id: one for one in meeting.attendance.all()}
    new = [
        Attendance(meeting=meeting, registration_id=pk, state=state)
        for pk, state in presences.items()
        if state and pk not in noted
    ]
    Attendance.objects.bulk_create(new)
    for state in Presence.values:
        changed = [pk for pk in noted if presences.get(pk) == state != noted[pk].state]
        if changed:
            meeting.attendance.filter(registration__in=changed).update(state=state)
    withdrawn = [pk for pk in noted if presences.get(pk) == ""]
    if withdrawn:
        meeting.attendance.filter(registration__in=withdrawn).delete()
