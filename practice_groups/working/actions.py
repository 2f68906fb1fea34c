"""Writes about working groups: the group, its members, its meetings and who came. Each locks the cycle first."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import ClosedYear, User
from centre.refusals import Refused
from networks.agenda.polls import actions as polls
from networks.models import Structure
from practice_groups.choices import Kind, Presence
from practice_groups.cycles import checks
from practice_groups.cycles.meetings import actions as calendar
from practice_groups.models import Cycle, Group, GroupMember, GroupPoll, Meeting, MemberPresence
from practice_groups.states import MeetingState
from practice_groups.working import access, mails

_SEATS = 1000  # nobody registers: members are named


# ── The group ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def create_working_group(
    *, version: int = 0, facilitators: Iterable[User], by: User, at: datetime, **facts
) -> Group:
    """A working group and its season of the year. `facts`: fields of `Group`."""
    group = Group.objects.create(kind=Kind.WORKING_GROUP, public=False, **facts)
    season_of(group, timezone.localdate(at)).facilitators.set(facilitators)
    return group


@transaction.atomic
def edit_working_group(
    group: Group, *, version: int, facilitators: Iterable[User], by: User, at: datetime, **facts
) -> Group:
    """Change a group as it was read; who facilitates is changed for the seasons that are not over."""
    group = _locked_group(group, version)
    for name, value in facts.items():
        setattr(group, name, value)
    group.save()
    current = season_of(group, timezone.localdate(at))
    for cycle in group.cycles.filter(season__gte=current.season):
        cycle.facilitators.set(facilitators)
    return group


def season_of(group: Group, day: date) -> Cycle:
    """The civil year that holds `day`, made when missing: never announced, nobody registers in it.

    A facilitator who plans the first meeting of a year opens it; only the coordination says who facilitates, so the
    portal carries over those of the year before.
    """
    season = str(day.year)
    found = group.cycles.filter(season=season).first()
    if found:
        return found
    midnight = datetime(day.year, 1, 1, tzinfo=UTC)
    try:
        with transaction.atomic(), acting_as_system():
            before = group.cycles.order_by("-starts_on").first()
            cycle = Cycle.objects.create(
                group=group,
                season=season,
                starts_on=date(day.year, 1, 1),
                ends_on=date(day.year, 12, 31),
                seats=_SEATS,
                opens_at=midnight,
                closes_at=midnight.replace(second=1),
                published=False,
            )
            cycle.facilitators.set(before.facilitators.all() if before else [])
            return cycle
    except IntegrityError as error:
        if "one_cycle_a_season" not in str(error):
            raise
        return group.cycles.get(season=season)  # somebody opened it at the same moment


# ── Members ─────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_member(
    group: Group,
    *,
    version: int,
    name: str,
    email: str = "",
    function: str = "",
    structure: Structure | None = None,
    since: date,
    by: User,
    at: datetime,
) -> GroupMember:
    """Somebody joins; an address that has an account is that account, whose own name is then used."""
    group = _locked_group(group, version)
    if since > timezone.localdate(at):
        raise Refused("Cette date n’est pas encore passée.", field="since")
    account = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    member = GroupMember(group=group, function=function, structure=structure, since=since)
    if account:
        member.user = account
    else:
        member.name, member.email = name, email
    group.save(update_fields=["version"])
    _saved_member(member)
    mails.welcome(member)
    return member


@transaction.atomic
def edit_member(
    member: GroupMember,
    *,
    version: int,
    function: str,
    structure: Structure | None,
    by: User,
    at: datetime,
    **typed,
) -> GroupMember:
    """Change what is known of a member. `typed`: name and email of somebody without account."""
    group = _locked_group(member.group, version)
    member = GroupMember.objects.get(pk=member.pk)
    _refuse_if_left(member)
    member.function, member.structure = function, structure
    if member.user_id is None:
        for field, value in typed.items():
            setattr(member, field, value)
    group.save(update_fields=["version"])
    return _saved_member(member)


@transaction.atomic
def end_member(member: GroupMember, *, version: int, until: date, by: User, at: datetime) -> GroupMember:
    """She leaves: what she came to stays, the pages of the group and her private links close at once."""
    group = _locked_group(member.group, version)
    member = GroupMember.objects.get(pk=member.pk)
    _refuse_if_left(member)
    if not member.since <= until <= timezone.localdate(at):
        raise Refused("Choisissez un jour entre son arrivée et aujourd’hui.", field="until")
    member.until = until
    member.save()
    group.save(update_fields=["version"])
    with acting_as_system():  # these links are nobody's to see
        member.minutes_links.all().delete()
        asked = [one.poll for one in access.polls(group)]
        polls.stop_asking(asked, user=member.user, email=member.email)
    return member


# ── Meetings ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_meeting(
    group: Group,
    *,
    day: date,
    starts: time,
    ends: time,
    place: str,
    modality: str = "",
    confirm_holiday: bool = False,
    past: bool = False,
    by: User,
    at: datetime,
) -> Meeting:
    """One more meeting, in the season of its year; what was put off before is on its agenda, unless it is `past`."""
    meeting = calendar.add_meeting(
        season_of(group, day),
        day=day,
        starts=starts,
        ends=ends,
        place=place,
        confirm_holiday=confirm_holiday,
        past=past,
        by=by,
        at=at,
    )
    if modality:
        meeting.modality = modality
        meeting.save(update_fields=["modality"])
    return meeting


@transaction.atomic
def note_presences(
    meeting: Meeting,
    *,
    version: int,
    presences: dict[int, str],
    unnamed_heads: int | None,
    modality: str,
    by: User,
    at: datetime,
) -> Meeting:
    """Say who came; the meeting was then held. The same again corrects it.

    `presences`: member → `Presence`, or "" for not noted. `unnamed_heads`: others who came; None is « not counted ».
    Before it begins, excuses alone may be noted, and it stays planned.
    """
    meeting = locked(meeting, version)
    _refuse_closed_year(meeting)
    names = {member.pk for member in access.members_at(meeting)}
    if set(presences) - names or set(presences.values()) - {"", *Presence.values}:
        raise Refused("La liste des membres a changé : rechargez la page.")
    if meeting.starts_at > at:
        if unnamed_heads is not None or set(presences.values()) - {"", Presence.EXCUSED}:
            raise Refused("Cette réunion n’a pas commencé : seules les excuses peuvent être notées.")
    else:
        meeting.state, meeting.unnamed_heads = MeetingState.HELD, unnamed_heads
    meeting.modality = modality
    meeting.version += 1
    meeting.save(update_fields=["state", "unnamed_heads", "modality", "version"])
    _note(meeting, presences)
    return meeting


# ── The next date by poll ───────────────────────────────────────────────────────────────────────


@transaction.atomic
def poll_members(
    group: Group,
    *,
    title: str,
    place: str,
    dates: list[tuple[datetime, datetime]],
    answer_by: date | None,
    by: User,
    at: datetime,
) -> GroupPoll:
    """Ask the members, with an account or not, which of these dates suits them: none becomes a contact of the centre,
    and the date is a meeting of the group, not an activity besides."""
    asked = mails.reachable(group.pk)
    if not asked:
        raise Refused("Aucun membre n’a d’adresse : ajoutez d’abord les membres.")
    poll = polls.open_poll(
        title=title,
        place=place,
        dates=dates,
        answer_by=answer_by,
        members=[member.user for member in asked if member.user_id],
        guests=[(member.name, member.email) for member in asked if not member.user_id],
        plans_activity=False,
        by=by,
        at=at,
    )
    return GroupPoll.objects.create(group=group, poll=poll)


@transaction.atomic
def keep_polled_date(asked: GroupPoll, *, by: User, at: datetime) -> Meeting:
    """The date chosen becomes a meeting, once."""
    asked = (
        GroupPoll.objects.select_for_update(of=["self"])
        .select_related("poll__chosen", "group")
        .get(pk=asked.pk)
    )
    if asked.meeting_id:
        return asked.meeting
    chosen = asked.poll.chosen
    if chosen is None:
        raise Refused("Aucune date n’est encore retenue dans ce sondage.")
    starts, ends = timezone.localtime(chosen.starts_at), timezone.localtime(chosen.ends_at)
    asked.meeting = plan_meeting(
        asked.group,
        day=starts.date(),
        starts=starts.time(),
        ends=ends.time(),
        place=asked.poll.place[:120],
        confirm_holiday=True,
        by=by,
        at=at,
    )
    asked.save(update_fields=["meeting"])
    return asked.meeting


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def locked(meeting: Meeting, version: int) -> Meeting:
    """The meeting as it is now and as it was read, under the lock of its cycle; refused once it is off."""
    cycle = checks.locked(meeting.cycle)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cycle = cycle
    checks.refuse_stale(meeting, version)
    if meeting.state in (MeetingState.CANCELLED, MeetingState.POSTPONED):
        raise Refused(f"Cette réunion est « {meeting.get_state_display().lower()} » : elle ne change plus.")
    return meeting


def _locked_group(group: Group, version: int) -> Group:
    """The group as it was read, its version risen; the caller saves it."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    checks.refuse_stale(group, version)
    group.version += 1
    return group


def _saved_member(member: GroupMember) -> GroupMember:
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        if "one_place_in_a_group" not in str(error) and "one_address_in_a_group" not in str(error):
            raise
        raise Refused("Cette personne est déjà membre du groupe.", field="email") from error
    return member


def _refuse_if_left(member: GroupMember) -> None:
    if member.until:
        raise Refused("Cette personne a déjà quitté le groupe.")


def _refuse_closed_year(meeting: Meeting) -> None:
    year = timezone.localdate(meeting.starts_at).year
    if ClosedYear.objects.filter(year=year).exists():
        raise Refused(f"Le bilan {year} est publié : les présences de cette réunion ne changent plus.")


def _note(meeting: Meeting, presences: dict[int, str]) -> None:
    """Write what changed, and nothing else: the journal says what was corrected."""
    known = {one.member_id: one for one in meeting.presences.all()}
    new = [
        MemberPresence(meeting=meeting, member_id=member, state=state)
        for member, state in presences.items()
        if state and member not in known
    ]
    MemberPresence.objects.bulk_create(new)
    for member, one in known.items():
        wanted = presences.get(member, one.state)
        if not wanted:
            one.delete()
        elif wanted != one.state:
            one.state = wanted
            one.save(update_fields=["state"])
