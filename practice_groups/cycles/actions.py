"""Writes about groups, their cycles and their calendar, one verb each. Each locks the cycle first."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.missions.hours import instant
from practice_groups import actions as registrations
from practice_groups.cycles import mails
from practice_groups.cycles.rule import MOST, holiday
from practice_groups.models import Cycle, Group, Meeting
from practice_groups.states import MEETING_MOVES, MeetingState

_AT_ONCE = "Ce cycle a déjà une rencontre à cette heure : choisissez une autre heure."
LONGEST = timedelta(hours=12)


# ── Groups ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_group(group: Group | None, *, version: int = 0, by: User, at: datetime, **facts) -> Group:
    """Create a group, or change one as it was read. `facts` are fields of `Group`."""
    if group is None:
        return Group.objects.create(**facts)
    group = Group.objects.select_for_update().get(pk=group.pk)
    _refuse_stale(group, version)
    for name, value in facts.items():
        setattr(group, name, value)
    group.version += 1
    group.save()
    return group


# ── Cycles ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def create_cycle(
    group: Group,
    *,
    days: Iterable[date],
    starts: time,
    ends: time,
    place: str,
    facilitators: Iterable[User],
    by: User,
    at: datetime,
    **facts,
) -> Cycle:
    """A season of `group`, with a meeting on each of `days` between two hours of the Paris wall."""
    days = sorted(set(days))
    if not days:
        raise Refused("Aucune date : vérifiez le jour, la période et le rythme.", field="first")
    if len(days) > MOST:
        raise Refused(f"Au plus {MOST} rencontres par cycle.", field="first")
    facts = {"starts_on": days[0], "ends_on": days[-1]} | facts
    _check(facts)
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(group=group, **facts)
    except IntegrityError as error:
        if "one_cycle_a_season" not in str(error):
            raise
        raise Refused("Ce groupe a déjà un cycle de ce nom.", field="season") from error
    cycle.facilitators.set(facilitators)
    Meeting.objects.bulk_create(
        Meeting(cycle=cycle, number=number, place=place, **_span(day, starts, ends))
        for number, day in enumerate(days, start=1)
    )
    return cycle


def _check(facts: dict) -> None:
    if facts["closes_at"] <= facts["opens_at"]:
        raise Refused("Les inscriptions ferment après leur ouverture.", field="closes_at")
    if facts["ends_on"] < facts["starts_on"]:
        raise Refused("La fin doit être après le début.", field="ends_on")
    social, mental = facts.get("most_social"), facts.get("most_mental")
    if social is not None and mental is not None and social + mental < facts["seats"]:
        raise Refused(
            "Les deux parts réunies laissent des places que personne ne pourrait prendre.",
            field="most_mental",
        )


@transaction.atomic
def edit_cycle(
    cycle: Cycle, *, version: int, seats: int, facilitators: Iterable[User], by: User, at: datetime, **facts
) -> Cycle:
    """Change a cycle as it was read. Seats added go to the queue; nobody seated is put out."""
    cycle = _locked(cycle)
    _refuse_stale(cycle, version)
    _check({"seats": seats, "starts_on": cycle.starts_on, "ends_on": cycle.ends_on} | facts)
    fee: Decimal = facts.get("fee", cycle.fee)
    if fee != cycle.fee and cycle.registrations.exclude(fee_state="").exists():
        raise Refused(
            "Des participations sont déjà dues ou réglées : leur montant ne change plus pour ce cycle.",
            field="fee",
        )
    for name, value in facts.items():
        setattr(cycle, name, value)
    cycle.version += 1
    try:
        with transaction.atomic():
            cycle.save()
    except IntegrityError as error:
        if "composition_is_kept" not in str(error):
            raise
        raise Refused(
            "Plus de personnes de ce secteur sont déjà inscrites : indiquez au moins ce nombre.",
            field="most_social",
        ) from error
    cycle.facilitators.set(facilitators)
    return registrations.change_seats(cycle, seats=seats, by=by, at=at)


# ── Meetings ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_meeting(
    cycle: Cycle,
    *,
    day: date,
    starts: time,
    ends: time,
    place: str,
    confirm_holiday: bool,
    by: User,
    at: datetime,
) -> Meeting:
    """One more meeting; those registered are told."""
    cycle = _locked(cycle)
    _refuse_holiday(day, confirm_holiday)
    meeting = Meeting(cycle=cycle, place=place, **_span(day, starts, ends))
    _saved(meeting)
    _stretch(cycle, day)
    mails.changed(meeting)
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
    meeting = _planned(meeting, version, at)
    _refuse_holiday(day, confirm_holiday)
    span = _span(day, starts, ends)
    if span["starts_at"] <= at:
        raise Refused("Cette heure est déjà passée : choisissez une heure à venir.", field="day")
    meeting.place = place
    for name, value in span.items():
        setattr(meeting, name, value)
    _saved(meeting)
    _stretch(meeting.cycle, day)
    mails.changed(meeting)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, version: int, reason: str, by: User, at: datetime) -> Meeting:
    """Called off, and not replaced: it is counted as cancelled (X), never as 0."""
    meeting = _planned(meeting, version, at=None)
    meeting.state, meeting.reason = MeetingState.CANCELLED, reason
    _saved(meeting)
    mails.changed(meeting)
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
    meeting = _planned(meeting, version, at=None)
    replacing = None
    meeting.state, meeting.reason = MeetingState.POSTPONED, reason
    _saved(meeting)
    if day is not None:
        if starts is None or ends is None:
            raise Refused("Indiquez les deux heures de la nouvelle date.", field="starts")
        replacing = _replace(meeting, day, starts, ends, confirm_holiday, at)
    mails.changed(replacing or meeting)
    return replacing or meeting


@transaction.atomic
def date_postponed(
    meeting: Meeting, *, day: date, starts: time, ends: time, confirm_holiday: bool, by: User, at: datetime
) -> Meeting:
    """Give its day to a meeting that was put off without one."""
    _locked(meeting.cycle)
    meeting = Meeting.objects.select_related("cycle__group").get(pk=meeting.pk)
    if meeting.state != MeetingState.POSTPONED or meeting.postponed_to_id:
        raise Refused("Cette rencontre n’attend plus de date : rechargez la page.")
    replacing = _replace(meeting, day, starts, ends, confirm_holiday, at)
    mails.changed(replacing)
    return replacing


def _replace(meeting: Meeting, day: date, starts: time, ends: time, confirmed: bool, at: datetime) -> Meeting:
    _refuse_holiday(day, confirmed)
    span = _span(day, starts, ends)
    if span["starts_at"] <= at:
        raise Refused("La nouvelle date est déjà passée : choisissez une date à venir.", field="day")
    replacing = Meeting(
        cycle=meeting.cycle,
        place=meeting.place,
        number=meeting.number,
        agenda=meeting.agenda,
        uid=meeting.uid,
        sequence=meeting.sequence,
        **span,
    )
    _saved(replacing)
    meeting.postponed_to = replacing
    meeting.save(update_fields=["postponed_to"])
    _stretch(meeting.cycle, day)
    return replacing


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _locked(cycle: Cycle) -> Cycle:
    return Cycle.objects.select_for_update(of=["self"]).select_related("group").get(pk=cycle.pk)


def _planned(meeting: Meeting, version: int, at: datetime | None) -> Meeting:
    """The meeting as it is now, under the lock of its cycle, if it is still to come and still the one that was read."""
    cycle = _locked(meeting.cycle)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cycle = cycle
    _refuse_stale(meeting, version)
    if not MEETING_MOVES[meeting.state]:
        raise Refused(f"Cette rencontre est « {meeting.get_state_display().lower()} » : elle ne change plus.")
    if at is not None and meeting.starts_at <= at:
        raise Refused("Cette rencontre a déjà commencé : elle ne se déplace plus.")
    return meeting


def _saved(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.sequence += 1
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        if "a_cycle_meets_once_at_a_time" not in str(error):
            raise
        raise Refused(_AT_ONCE, field="day") from error


def _refuse_stale(record, version: int) -> None:
    if record.version != version:
        raise Refused(
            "Cette page vient d’être modifiée par quelqu’un d’autre. Vos saisies sont conservées : comparez-les."
        )


def _refuse_holiday(day: date, confirmed: bool) -> None:
    name = holiday(day)
    if name and not confirmed:
        raise Refused(f"Ce jour est férié ({name}) : confirmez, ou choisissez une autre date.", field="day")


def _span(day: date, starts: time, ends: time) -> dict[str, datetime]:
    starts_at, ends_at = instant(day, starts), instant(day, ends)
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise Refused("La fin doit être après le début.", field="ends")
    return {"starts_at": starts_at, "ends_at": ends_at}


def _stretch(cycle: Cycle, day: date) -> None:
    """A cycle lasts as long as its meetings."""
    day = timezone.localdate(day) if isinstance(day, datetime) else day
    cycle.starts_on, cycle.ends_on = min(cycle.starts_on, day), max(cycle.ends_on, day)
    cycle.save(update_fields=["starts_on", "ends_on"])
