"""Every write about hosting, one verb each. Each locks the cycle first.

Whoever answers may change nothing but her own turn, and row-level security holds her to it: the meeting's place and the
turns of others that follow from her answer are written in the portal's own name, and the journal says so.
"""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.missions.hours import instant
from practice_groups.choices import TurnState
from practice_groups.cycles.checks import locked
from practice_groups.cycles.meetings import mails as calendar
from practice_groups.intervision import mails
from practice_groups.intervision.standing import Standing, is_to_come, mark_of, month_of, standing
from practice_groups.models import Cycle, HostingTurn, Meeting, Registration
from practice_groups.states import State

VISIT = timedelta(hours=1)


# ── The facilitators, the coordination ──────────────────────────────────────────────────────────


@transaction.atomic
def keep_rotation(cycle: Cycle, *, mark: str, by: User, at: datetime) -> int:
    """Write the rotation that was shown; how many turns are proposed anew. `mark` is that of the page."""
    now = standing(locked(cycle))
    _refuse_unless_hosted(now.cycle)
    rotation = now.rotation(at, rearrange=True)
    if mark_of(rotation, now) != mark:
        raise Refused(
            "La rotation a changé depuis que vous avez ouvert cette page. Voici la nouvelle proposition : relisez-la."
        )
    moved = [
        turn
        for turn in now.hosting.values()
        if turn.waits
        and is_to_come(turn.meeting, at)
        and rotation.given.get(turn.meeting_id) != turn.registration_id
    ]
    for turn in moved:
        take(turn)
    given = give(standing(now.cycle), rotation.given, at=at)
    _tell(given, moved)
    return len(given)


@transaction.atomic
def assign_host(
    meeting: Meeting, *, registration: Registration, shown: int | None, by: User, at: datetime
) -> HostingTurn:
    """Let somebody host `meeting`: one who already hosts another changes places with its host.

    `shown` is the turn that the page showed, None for a meeting without host.
    """
    cycle = locked(meeting.cycle)
    now = standing(cycle)
    meeting = _to_come(now, meeting, at)
    current = now.hosting.get(meeting.pk)
    if (current.pk if current else None) != shown:
        raise Refused(
            "L’hôte de cette rencontre a changé depuis que vous avez ouvert cette page : relisez-la."
        )
    if registration.pk not in now.by_pk:
        raise Refused("Cette personne n’a pas de place confirmée dans ce cycle.", field="registration")
    if current and current.registration_id == registration.pk:
        return current
    hers = next((t for t in _hers(now, registration, at) if current or _hosts_more(now, registration)), None)
    for turn in filter(None, (current, hers)):
        take(turn)
    wanted = {meeting.pk: registration.pk}
    if current and hers and current.registration_id in now.by_pk:
        wanted[hers.meeting_id] = current.registration_id
    given = give(standing(cycle), wanted, at=at)
    _tell(given, [turn for turn in (current, hers) if turn])
    fill_gaps(cycle, at=at, lost=[turn.meeting for turn in (current, hers) if turn])
    return next(turn for turn in given if turn.meeting_id == meeting.pk)


def _hers(now: Standing, registration: Registration, at: datetime) -> list[HostingTurn]:
    """Her turns that may still change."""
    return [
        turn
        for turn in now.hosting.values()
        if turn.registration_id == registration.pk and is_to_come(turn.meeting, at)
    ]


def _hosts_more(now: Standing, registration: Registration) -> bool:
    return now.times[registration.pk] > min(now.times.values())


@transaction.atomic
def mark_hosted(turn: HostingTurn, *, by: User, at: datetime) -> HostingTurn:
    """She hosted, whether or not she had answered."""
    turn = _fresh(turn)
    if turn.state == TurnState.DONE:
        return turn
    _refuse_released(turn)
    if turn.meeting.starts_at > at:
        raise Refused("Cette rencontre n’a pas encore eu lieu.")
    turn.state = TurnState.DONE
    turn.save(update_fields=["state"])
    return turn


# ── The host ────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def answer_hosting(turn: HostingTurn, *, accepted: bool, by: User, at: datetime) -> HostingTurn:
    """Confirm one's turn, or give it back: it then goes to whoever hosted least. An answer is not given twice."""
    turn = _fresh(turn)
    if accepted and turn.state == TurnState.CONFIRMED:
        return turn
    _refuse_released(turn)
    if turn.state == TurnState.DONE or turn.meeting.starts_at <= at:
        raise Refused(_("Cette rencontre a eu lieu : ce tour ne change plus."))
    if accepted:
        return confirm(turn, at=at)
    turn.state, turn.answered_at = TurnState.RELEASED, at
    turn.save(update_fields=["state", "answered_at"])
    with acting_as_system():
        _leave_place(turn)
        fill_gaps(turn.meeting.cycle, at=at, lost=[turn.meeting])
    return turn


def confirm(turn: HostingTurn, *, at: datetime) -> HostingTurn:
    if not turn.registration.host_address:
        raise Refused(_("Indiquez d’abord où vous accueillez : l’adresse devient celle de la rencontre."))
    turn.state, turn.answered_at = TurnState.CONFIRMED, at
    turn.save(update_fields=["state", "answered_at"])
    meeting = turn.meeting
    with acting_as_system():
        if meeting.visit_from is None:
            meeting.visit_from = meeting.starts_at
            meeting.visit_until = min(meeting.starts_at + VISIT, meeting.ends_at)
        _move(meeting, turn.registration.host_address)
    return turn


@transaction.atomic
def save_wishes(
    registration: Registration,
    *,
    host_address: str,
    host_commune: str,
    avoids_months: list[str],
    by: User,
    at: datetime,
) -> Registration:
    """Where she hosts and when she cannot. Meetings that she already confirmed follow her to the new address; one
    without host may now be hers."""
    cycle = locked(registration.cycle)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    before = registration.host_address
    confirmed = [
        turn.meeting
        for turn in registration.hosting.filter(state=TurnState.CONFIRMED)
        .to_come(at)
        .select_related("meeting__cycle")
    ]
    if confirmed and not host_address:
        raise Refused(_("Vous accueillez bientôt : indiquez l’adresse."), field="host_address")
    registration.host_address, registration.host_commune = host_address, host_commune
    registration.avoids_months = sorted(set(avoids_months))
    registration.save(update_fields=["host_address", "host_commune", "avoids_months"])
    with acting_as_system():
        for meeting in confirmed:
            if meeting.place == before != host_address:
                meeting.cycle = cycle
                _move(meeting, host_address)
        fill_gaps(cycle, at=at)
    return registration


@transaction.atomic
def set_visit(meeting: Meeting, *, starts: time, ends: time, version: int, by: User, at: datetime) -> Meeting:
    """The hour when the host shows her structure, within the meeting. `by` hosts it or leads the cycle."""
    cycle = locked(meeting.cycle)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.cycle = cycle
    if meeting.version != version:
        raise Refused(_("Cette rencontre vient de changer : relisez son horaire."))
    if not is_to_come(meeting, at):
        raise Refused(_("Cette rencontre n’est plus à venir : sa visite ne change plus."))
    day = timezone.localdate(meeting.starts_at)
    meeting.visit_from, meeting.visit_until = instant(day, starts), instant(day, ends)
    if meeting.visit_until <= meeting.visit_from:
        raise Refused(_("La fin de la visite doit être après son début."), field="ends")
    if meeting.visit_from < meeting.starts_at or meeting.visit_until > meeting.ends_at:
        raise Refused(_("La visite doit tenir dans les heures de la rencontre."), field="starts")
    with acting_as_system():
        _saved(meeting, "visit_from", "visit_until")
    return meeting


# ── What follows from a departure or an arrival ─────────────────────────────────────────────────


@transaction.atomic
def release_turns(registration: Registration, *, at: datetime) -> None:
    """After somebody left (the database gave her turns to come back): each goes to whoever hosted least."""
    with acting_as_system():
        left = HostingTurn.objects.filter(
            registration=registration, state=TurnState.RELEASED, answered_at=registration.ended_at
        ).to_come(at)
        turns = list(left.select_related("meeting", "registration"))
        cycle = locked(registration.cycle)
        for turn in turns:
            turn.meeting.cycle = cycle
            _leave_place(turn)
        fill_gaps(cycle, at=at, lost=[turn.meeting for turn in turns])


@transaction.atomic
def welcome(registration: Registration, *, at: datetime) -> None:
    """After somebody came: a meeting without host, else a second time that nobody has confirmed yet."""
    with acting_as_system():
        cycle = locked(registration.cycle)
        fill_gaps(cycle, at=at)
        if standing(cycle).times.get(registration.pk) == 0:
            _share(cycle, registration, at=at)


@transaction.atomic
def replace_called_off(meeting: Meeting, *, at: datetime) -> None:
    """After a meeting was called off: whoever was to host it hosts another, as somebody who comes does."""
    with acting_as_system():
        cycle = locked(meeting.cycle)
        fill_gaps(cycle, at=at)
        lost = Registration.objects.filter(
            hosting__meeting=meeting, hosting__answered_at=None, state=State.CONFIRMED
        )
        for registration in lost.select_related("user").order_by("pk").distinct():
            _share(cycle, registration, at=at)


@transaction.atomic
def host_again(meeting: Meeting, *, at: datetime) -> None:
    """After a meeting called off is planned again: proposed to whoever was to host it if nobody hosts less than she
    does now, else to whoever does. It leaves the address it had; its people are told by the calendar."""
    with acting_as_system():
        now = standing(locked(meeting.cycle))
        before = [turn for turn in now.turns if turn.meeting_id == meeting.pk and not turn.answered_at]
        if any(turn.registration.host_address == meeting.place for turn in before):
            meeting.place, meeting.visit_from, meeting.visit_until = "", None, None
            _saved(meeting, "place", "visit_from", "visit_until")
        least = min(now.times.values(), default=0)
        again = [turn.registration_id for turn in before if now.times.get(turn.registration_id) == least]
        _tell(give(now, {meeting.pk: again[-1]} if again else {}, at=at), [])
        fill_gaps(now.cycle, at=at, lost=[meeting])


@transaction.atomic
def settle_replacing(meeting: Meeting, *, at: datetime) -> None:
    """After a meeting put off got its day: its host follows; one who left meanwhile does not."""
    with acting_as_system():
        cycle = locked(meeting.cycle)
        for turn in meeting.hosting.living().exclude(registration__state=State.CONFIRMED):
            turn.meeting = meeting
            take(turn)
        fill_gaps(cycle, at=at, lost=[meeting])


def _share(cycle: Cycle, registration: Registration, *, at: datetime) -> None:
    """Give her the latest unanswered turn of whoever has two more than she."""
    now = standing(cycle)
    host = next(one for one in now.hosts() if one.pk == registration.pk)
    more = [
        turn
        for turn in now.hosting.values()
        if turn.waits
        and is_to_come(turn.meeting, at)
        and now.times.get(turn.registration_id, 0) > now.times[registration.pk] + 1
        and month_of(turn.meeting) not in host.avoids
        and turn.meeting_id not in host.refused
    ]
    if more:
        turn = max(more, key=lambda one: (now.times[one.registration_id], one.meeting.starts_at))
        take(turn)
        _tell(give(standing(cycle), {turn.meeting_id: registration.pk}, at=at), [turn])


def fill_gaps(cycle: Cycle, *, at: datetime, lost: list[Meeting] = ()) -> list[HostingTurn]:
    """Propose each meeting to come that has no host to whoever hosted least; nobody else's turn moves.

    Only where a rotation was begun. Facilitators are told of each of `lost` that stays without host.
    """
    now = standing(cycle)
    if not now.turns:
        return []
    given = give(now, now.rotation(at, rearrange=False).given, at=at)
    _tell(given, [])
    hosted = {turn.meeting_id for turn in given} | set(now.hosting)
    if any(meeting.pk not in hosted for meeting in lost):
        mails.without_host(cycle)
    return given


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _fresh(turn: HostingTurn) -> HostingTurn:
    """The turn as it is now, under the lock of its cycle."""
    cycle = locked(turn.meeting.cycle)
    turn = HostingTurn.objects.select_related("meeting", "registration__user").get(pk=turn.pk)
    turn.meeting.cycle = turn.registration.cycle = cycle
    return turn


def _to_come(now: Standing, meeting: Meeting, at: datetime) -> Meeting:
    found = next((one for one in now.meetings if one.pk == meeting.pk), None)
    if found is None or not is_to_come(found, at):
        raise Refused("Cette rencontre n’est plus à venir : son hôte ne change plus.")
    return found


def _refuse_unless_hosted(cycle: Cycle) -> None:
    if not cycle.hosted:
        raise Refused("Ce cycle n’est pas itinérant : personne n’y accueille à tour de rôle.")


def _refuse_released(turn: HostingTurn) -> None:
    if turn.state != TurnState.RELEASED:
        return
    if turn.answered_at:
        raise Refused(_("Ce tour a été rendu : il ne vous attend plus."))
    raise Refused(_("Ce tour a été confié à quelqu’un d’autre : vous n’avez rien à faire."))


def take(turn: HostingTurn) -> None:
    """Take a turn from somebody who has not asked for it; the meeting leaves her place."""
    turn.state, turn.answered_at = TurnState.RELEASED, None
    turn.save(update_fields=["state", "answered_at"])
    _leave_place(turn)


def give(now: Standing, wanted: dict[int, int], *, at: datetime) -> list[HostingTurn]:
    """Propose meetings to people (registrations), first times first. What holds already is left alone."""
    wanted = {meeting: who for meeting, who in wanted.items() if meeting not in now.hosting}
    times, given = dict(now.times), []
    starts = {meeting.pk: meeting.starts_at for meeting in now.meetings}
    while wanted:
        meeting = min(wanted, key=lambda one: (times[wanted[one]], starts[one]))
        person = now.by_pk[wanted.pop(meeting)]
        turn = HostingTurn(
            meeting=next(one for one in now.meetings if one.pk == meeting),
            registration=person,
            round=_free_round(now, given, person),
            proposed_at=at,
        )
        _inserted(turn)
        times[person.pk] += 1
        given.append(turn)
    return given


def _free_round(now: Standing, given: list[HostingTurn], person: Registration) -> int:
    held = [*now.hosting.values(), *given]
    used = {turn.round for turn in held if turn.registration_id == person.pk}
    return next(number for number in range(1, len(used) + 2) if number not in used)


def _inserted(turn: HostingTurn) -> None:
    try:
        with transaction.atomic():
            turn.save(force_insert=True)
    except IntegrityError as error:
        if "somebody hosted less" not in str(error):
            raise
        raise Refused(
            f"{turn.registration.user} accueille déjà : quelqu’un d’autre n’a pas encore accueilli autant de fois.",
            field="registration",
        ) from error


def _tell(given: list[HostingTurn], taken: list[HostingTurn]) -> None:
    """One mail each: a turn is proposed, else a turn is no longer hers."""
    asked = {turn.registration.user_id: turn for turn in given}
    for turn in asked.values():
        mails.proposed(turn)
    for user, turn in {turn.registration.user_id: turn for turn in taken}.items():
        if user not in asked and turn.registration.state == State.CONFIRMED:
            mails.taken(turn)


def _leave_place(turn: HostingTurn) -> None:
    if turn.meeting.place and turn.meeting.place == turn.registration.host_address:
        _move(turn.meeting, "")


def _move(meeting: Meeting, place: str) -> None:
    """Another place: the same line of everybody's agenda follows; those who knew another address are told."""
    known = meeting.place
    meeting.place = place
    _saved(meeting, "place", "visit_from", "visit_until")
    if known and known != place and known != meeting.cycle.group.place:
        calendar.changed(meeting)


def _saved(meeting: Meeting, *fields: str) -> None:
    meeting.version += 1
    meeting.sequence += 1
    meeting.save(update_fields=[*fields, "version", "sequence"])
