"""Every write about the turns of situations, one verb each. No word of a situation is kept: a theme of the list."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups.choices import TurnState
from practice_groups.cycles.checks import locked
from practice_groups.intervision import mails
from practice_groups.intervision.situations.spread import MOST, Session, spread
from practice_groups.intervision.standing import gave_back, is_to_come
from practice_groups.models import Cycle, HostingTurn, Meeting, Registration, SituationTurn
from practice_groups.states import MeetingState, State

FULL = f"Cette rencontre a déjà {MOST} situations : choisissez-en une autre."


def proposal(cycle: Cycle, *, at: datetime) -> tuple[list[tuple[Meeting, Registration]], list[Registration]]:
    """Who would present at which meeting among those without turn, by date; those for whom there is no room."""
    people = list(
        cycle.registrations.filter(state=State.CONFIRMED)
        .exclude(pk__in=SituationTurn.objects.living().filter(meeting__cycle=cycle).values("registration"))
        .select_related("user")
        .order_by("pk")
    )
    meetings = [one for one in cycle.meetings.filter(state=MeetingState.PLANNED) if is_to_come(one, at)]
    turns = list(SituationTurn.objects.filter(meeting__cycle=cycle))
    hosts = dict(
        HostingTurn.objects.living().filter(meeting__cycle=cycle).values_list("meeting", "registration")
    )
    sessions = [
        Session(
            one.pk,
            sum(1 for turn in turns if turn.meeting_id == one.pk and turn.state != TurnState.RELEASED),
            hosts.get(one.pk),
            frozenset(
                turn.registration_id for turn in turns if turn.meeting_id == one.pk and gave_back(turn)
            ),
        )
        for one in meetings
    ]
    given = spread([one.pk for one in people], sessions)
    by_pk = {one.pk: one for one in meetings}
    placed = [(by_pk[given[one.pk]], one) for one in people if one.pk in given]
    placed.sort(key=lambda pair: pair[0].starts_at)
    return placed, [one for one in people if one.pk not in given]


@transaction.atomic
def propose_situations(cycle: Cycle, *, by: User, at: datetime) -> int:
    """Give a meeting to each who has none; nobody else's moves. How many were given."""
    cycle = locked(cycle)
    given, _left = proposal(cycle, at=at)
    for meeting, person in given:
        turn = SituationTurn.objects.create(registration=person, meeting=meeting, proposed_at=at)
        mails.proposed(turn)
    return len(given)


def place_situation(
    turn: SituationTurn,
    *,
    meeting: Meeting | None = None,
    other: SituationTurn | None = None,
    by: User,
    at: datetime,
) -> SituationTurn:
    """To a meeting with room, or in the place of another, who takes hers."""
    if other is not None:
        return swap_situations(turn, other=other, by=by, at=at)
    return move_situation(turn, meeting=meeting, by=by, at=at)


@transaction.atomic
def move_situation(turn: SituationTurn, *, meeting: Meeting, by: User, at: datetime) -> SituationTurn:
    """To another meeting; she is asked again."""
    turn = _fresh(turn)
    _refuse_settled(turn)
    if meeting.pk == turn.meeting_id:
        return turn
    meeting = Meeting.objects.get(pk=meeting.pk)
    if meeting.cycle_id != turn.meeting.cycle_id or not is_to_come(meeting, at):
        raise Refused("Cette rencontre n’est plus à venir : choisissez-en une autre.", field="meeting")
    turn.state, turn.answered_at = TurnState.RELEASED, None
    turn.save(update_fields=["state", "answered_at"])
    moved = SituationTurn(registration=turn.registration, meeting=meeting, proposed_at=at)
    try:
        with transaction.atomic():
            moved.save()
    except IntegrityError as error:
        if "two situations at most" not in str(error):
            raise
        raise Refused(FULL, field="meeting") from error
    mails.proposed(moved)
    return moved


@transaction.atomic
def swap_situations(turn: SituationTurn, *, other: SituationTurn, by: User, at: datetime) -> SituationTurn:
    """Two people change places; both are asked again. The first one's new turn."""
    turn, other = _fresh(turn), _fresh(other)
    for one in (turn, other):
        _refuse_settled(one)
        if not is_to_come(one.meeting, at):
            raise Refused("Cette rencontre n’est plus à venir : ce tour ne s’échange plus.", field="other")
        one.state, one.answered_at = TurnState.RELEASED, None
        one.save(update_fields=["state", "answered_at"])
    swapped = [
        SituationTurn.objects.create(registration=one.registration, meeting=meeting, proposed_at=at)
        for one, meeting in ((turn, other.meeting), (other, turn.meeting))
    ]
    for one in swapped:
        mails.proposed(one)
    return swapped[0]


@transaction.atomic
def answer_situation(turn: SituationTurn, *, accepted: bool, by: User, at: datetime) -> SituationTurn:
    """Confirm one's turn, or give it back: another meeting is then proposed to her if one has room."""
    turn = _fresh(turn)
    if accepted and turn.state == TurnState.CONFIRMED:
        return turn
    _refuse_settled(turn)
    if turn.meeting.starts_at <= at:
        raise Refused(_("Cette rencontre a eu lieu : ce tour ne change plus."))
    turn.state = TurnState.CONFIRMED if accepted else TurnState.RELEASED
    turn.answered_at = at
    turn.save(update_fields=["state", "answered_at"])
    if not accepted:
        with acting_as_system():
            propose_situations(turn.meeting.cycle, by=by, at=at)
    return turn


@transaction.atomic
def note_situation(turn: SituationTurn, *, theme: str, by: User, at: datetime) -> SituationTurn:
    """Presented: what it was about, from the list. The theme may be corrected; nothing else is ever kept."""
    turn = _fresh(turn)
    if turn.state == TurnState.RELEASED:
        _refuse_settled(turn)
    if turn.meeting.starts_at > at:
        raise Refused(_("Cette rencontre n’a pas encore eu lieu."))
    turn.state, turn.theme = TurnState.DONE, theme
    turn.save(update_fields=["state", "theme"])
    return turn


@transaction.atomic
def welcome(registration: Registration, *, at: datetime) -> None:
    """After somebody came, where turns were already given: hers too."""
    if SituationTurn.objects.filter(meeting__cycle=registration.cycle_id).exists():
        with acting_as_system():
            propose_situations(registration.cycle, by=registration.user, at=at)


@transaction.atomic
def replace_called_off(meeting: Meeting, *, at: datetime) -> None:
    """After a meeting was called off: whoever was to present at it presents another day, if there is room."""
    with acting_as_system():
        if SituationTurn.objects.filter(meeting=meeting, answered_at=None).exists():
            propose_situations(meeting.cycle, by=None, at=at)


@transaction.atomic
def present_again(meeting: Meeting, *, at: datetime) -> None:
    """After a meeting called off is planned again: whoever found no room elsewhere presents there."""
    with acting_as_system():
        if SituationTurn.objects.filter(meeting=meeting).exists():
            propose_situations(meeting.cycle, by=None, at=at)


def _fresh(turn: SituationTurn) -> SituationTurn:
    cycle = locked(turn.meeting.cycle)
    turn = SituationTurn.objects.select_related("meeting", "registration__user").get(pk=turn.pk)
    turn.meeting.cycle = cycle
    return turn


def _refuse_settled(turn: SituationTurn) -> None:
    if turn.state == TurnState.DONE:
        raise Refused(_("Cette situation a été présentée : ce tour ne change plus."))
    if turn.state == TurnState.RELEASED:
        raise Refused(_("Ce tour a changé : il ne vous attend plus."))
