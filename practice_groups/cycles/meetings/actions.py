"""Writes about the meetings of a cycle: added, moved, put off, called off, restored. Each locks the cycle first."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from practice_groups.cycles import checks
from practice_groups.cycles.meetings import mails
from practice_groups.cycles.meetings.signals import meeting_changed, meeting_replaced, meeting_restored
from practice_groups.models import Cycle, Meeting
from practice_groups.states import MeetingState

_AT_ONCE = "Ce cycle a déjà une rencontre à cette heure : choisissez une autre heure."


@transaction.atomic
def add_meeting(
    cycle: Cycle,
    *,
    day: date,
    starts: time,
    ends: time,
    place: str,
    confirm_holiday: bool,
    past: bool = False,
    by: User,
    at: datetime,
) -> Meeting:
    """One more meeting; those registered are told. `past`: it took place, and nobody is told.

    A past one is held once somebody says who came, as any other.
    """
    cycle = checks.locked(cycle)
    if cycle.group.closed_on:
        raise Refused("Ce groupe ne se tient plus : rouvrez-le avant d’y ajouter une rencontre.")
    number = (cycle.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting(cycle=cycle, place=place, number=number)
    _set(meeting, day, starts, ends, confirm_holiday, at, past=past)
    if not past:
        meeting_changed.send(Meeting, meeting=meeting, at=at)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    *,
    version: int,
    day: date,
    starts: time,
    ends: time,
    place: str,
    confirm_holiday: bool,
    by: User,
    at: datetime,
) -> Meeting:
    """Another hour or another place for a meeting to come: the same line of everybody's calendar moves."""
    meeting = _planned(meeting, version)
    if meeting.starts_at <= at:
        raise Refused("Cette rencontre a déjà commencé : elle ne se déplace plus.")
    meeting.place = place
    _set(meeting, day, starts, ends, confirm_holiday, at)
    meeting_changed.send(Meeting, meeting=meeting, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, version: int, reason: str, by: User, at: datetime) -> Meeting:
    """Called off, and not replaced: it is counted as cancelled (X), never as 0."""
    meeting = _planned(meeting, version)
    meeting.state, meeting.reason = MeetingState.CANCELLED, reason
    _save(meeting)
    mails.changed(meeting)
    meeting_changed.send(Meeting, meeting=meeting, at=at)
    return meeting


@transaction.atomic
def restore_meeting(meeting: Meeting, *, version: int, by: User, at: datetime) -> Meeting:
    """Called off by mistake: planned again, at its hour. One that is past may then be noted as held; nobody is told."""
    meeting = _now(meeting)
    checks.refuse_stale(meeting, version)
    if meeting.state != MeetingState.CANCELLED:
        raise Refused("Cette rencontre n’est pas annulée : rechargez la page.")
    if meeting.cycle.group.closed_on:
        raise Refused("Ce groupe ne se tient plus : rouvrez-le avant d’y rétablir une rencontre.")
    checks.refuse_closed_year(meeting.starts_at, "aucune rencontre ne s’y rétablit")
    meeting.state, meeting.reason = MeetingState.PLANNED, ""
    _save(meeting)
    if meeting.starts_at > at:
        checks.refuse_elsewhere(meeting.cycle)
        meeting_restored.send(Meeting, meeting=meeting, at=at)
        mails.changed(meeting)
        meeting_changed.send(Meeting, meeting=meeting, at=at)
    return meeting


@transaction.atomic
def postpone_meeting(
    meeting: Meeting,
    *,
    version: int,
    reason: str,
    day: date | None,
    starts: time | None,
    ends: time | None,
    confirm_holiday: bool = False,
    by: User,
    at: datetime,
) -> Meeting:
    """Put off, to a day or to one not known yet. Returns the meeting that replaces it, else the postponed one.

    The chain is kept: a postponed meeting points to the next, which may be postponed in turn, and bears its uid.
    """
    meeting = _put_off(meeting, version, reason)
    if day is None:
        mails.changed(meeting)
        meeting_changed.send(Meeting, meeting=meeting, at=at)
        return meeting
    if starts is None or ends is None:
        raise Refused(
            "Indiquez les deux heures de la nouvelle date.", field="starts" if not starts else "ends"
        )
    return _replace(meeting, day, starts, ends, confirm_holiday, at)


@transaction.atomic
def postpone_all(
    cycle: Cycle,
    *,
    days: dict[int, tuple[int, date | None]],
    reason: str,
    confirm_holiday: bool = False,
    by: User,
    at: datetime,
) -> list[Meeting]:
    """Put off all that is to come in one gesture, at the same hours. Returns them, or those that replace them.

    `days`: meeting → (the version that was read, its new day), a day for each or for none. Each keeps its own chain;
    whoever comes is told once.
    """
    cycle = checks.locked(cycle)
    coming = list(cycle.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=at).order_by("starts_at"))
    if not coming or set(days) != {one.pk for one in coming}:
        raise Refused("Les journées à venir ont changé : rechargez la page.")
    if len({day is None for _, day in days.values()}) > 1:
        raise Refused("Donnez une nouvelle date à chaque journée, ou à aucune.")
    found = [_put_off(one, days[one.pk][0], reason) for one in coming]
    if days[found[0].pk][1]:
        found = [_to_another_day(one, days[one.pk][1], confirm_holiday, at) for one in found]
    else:
        for one in found:
            meeting_changed.send(Meeting, meeting=one, at=at)
    mails.changed(found[0], whole=True)
    return found


@transaction.atomic
def date_postponed(
    meeting: Meeting, *, day: date, starts: time, ends: time, confirm_holiday: bool, by: User, at: datetime
) -> Meeting:
    """Give its day to a meeting that was put off without one."""
    meeting = _now(meeting)
    if meeting.state != MeetingState.POSTPONED or meeting.postponed_to_id:
        raise Refused("Cette rencontre n’attend plus de date : rechargez la page.")
    return _replace(meeting, day, starts, ends, confirm_holiday, at)


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _put_off(meeting: Meeting, version: int, reason: str) -> Meeting:
    meeting = _planned(meeting, version)
    meeting.state, meeting.reason = MeetingState.POSTPONED, reason
    _save(meeting)
    return meeting


def _to_another_day(meeting: Meeting, day: date, confirmed: bool, at: datetime) -> Meeting:
    """One of several: who comes is told by the caller, of all of them."""
    hours = (timezone.localtime(one).time() for one in (meeting.starts_at, meeting.ends_at))
    return _replace(meeting, day, *hours, confirmed, at, tell=False)


def _replace(
    meeting: Meeting, day: date, starts: time, ends: time, confirmed: bool, at: datetime, *, tell: bool = True
) -> Meeting:
    replacing = Meeting(
        cycle=meeting.cycle,
        place=meeting.place,
        number=meeting.number,
        agenda=meeting.agenda,
        uid=meeting.uid,
        sequence=meeting.sequence,
        modality=meeting.modality,
    )
    _set(replacing, day, starts, ends, confirmed, at, tell=tell)
    meeting.postponed_to = replacing
    meeting.save(update_fields=["postponed_to"])
    meeting_replaced.send(Meeting, meeting=meeting, by_meeting=replacing, at=at)
    meeting_changed.send(Meeting, meeting=replacing, at=at)
    return replacing


def _set(
    meeting: Meeting,
    day: date,
    starts: time,
    ends: time,
    confirmed: bool,
    at: datetime,
    *,
    past: bool = False,
    tell: bool = True,
) -> Meeting:
    """Give a meeting its day and hours, free, and tell those who come; to come, unless it is `past`."""
    before, span = meeting.starts_at, checks.span(day, starts, ends)
    for name, value in span.items():
        setattr(meeting, name, value)
    _follow(meeting, before)
    if past:
        checks.refuse_unless_past([span], at)
    elif meeting.starts_at <= at:
        raise Refused("Cette heure est déjà passée : choisissez une heure à venir.", field="day")
    checks.refuse_holiday([day], meeting.cycle.group.country, confirmed=confirmed)
    _save(meeting)
    checks.refuse_elsewhere(meeting.cycle)
    _stretch(meeting.cycle)
    if tell and not past:
        mails.changed(meeting)
    return meeting


def _follow(meeting: Meeting, before: datetime | None) -> None:
    """The visit of the structure moves with its meeting; it is dropped when the meeting no longer holds it."""
    if meeting.visit_from is None:
        return
    moved = meeting.starts_at - before
    meeting.visit_from, meeting.visit_until = meeting.visit_from + moved, meeting.visit_until + moved
    if meeting.visit_until > meeting.ends_at:
        meeting.visit_from = meeting.visit_until = None


def _now(meeting: Meeting) -> Meeting:
    """The meeting as it is now, under the lock of its cycle."""
    cycle = checks.locked(meeting.cycle)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cycle = cycle
    return meeting


def _planned(meeting: Meeting, version: int) -> Meeting:
    """The same, if it may still change and is still the one that was read."""
    meeting = _now(meeting)
    checks.refuse_stale(meeting, version)
    if meeting.state != MeetingState.PLANNED:
        raise Refused(f"Cette rencontre est « {meeting.get_state_display().lower()} » : elle ne change plus.")
    return meeting


def _save(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.sequence += 1
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        if "a_cycle_meets_once_at_a_time" not in str(error):
            raise
        raise Refused(_AT_ONCE, field="day") from error


def _stretch(cycle: Cycle) -> None:
    """A cycle lasts as long as its meetings; a postponed one is the one that replaces it."""
    kept = cycle.meetings.filter(postponed_to=None).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    cycle.starts_on, cycle.ends_on = (timezone.localdate(kept[name]) for name in ("first", "last"))
    cycle.save(update_fields=["starts_on", "ends_on"])
