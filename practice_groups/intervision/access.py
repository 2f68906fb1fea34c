"""Whose turns somebody may answer, and whose she may arrange. Row-level security says the same in the database."""

from datetime import datetime

from django.db.models import Exists, Q

from centre.models import User
from practice_groups import access
from practice_groups.choices import TurnState
from practice_groups.intervision.swaps import access as swaps
from practice_groups.models import HostingTurn, Meeting, Registration, SituationTurn
from practice_groups.states import MeetingState, State

_TOLD = ("meeting__cycle__group", "registration__user")


def led_cycles(user: User):
    """Hosted cycles that `user` leads, the coordination's all."""
    return access.led_cycles(user).filter(hosted=True).select_related("group")


def led_meetings(user: User):
    return Meeting.objects.filter(cycle__in=led_cycles(user)).select_related("cycle__group")


def led_hosting(user: User):
    return HostingTurn.objects.filter(meeting__cycle__in=led_cycles(user)).select_related(*_TOLD)


def led_situations(user: User):
    return SituationTurn.objects.filter(meeting__cycle__in=led_cycles(user)).select_related(*_TOLD)


def own_hosting(user: User):
    return HostingTurn.objects.of(user).select_related(*_TOLD).order_by("meeting__starts_at")


def own_situations(user: User):
    return SituationTurn.objects.of(user).select_related(*_TOLD).order_by("meeting__starts_at")


def own_seats(user: User):
    """Her confirmed registrations in hosted cycles."""
    seats = Registration.objects.of(user).filter(state=State.CONFIRMED, cycle__hosted=True)
    return seats.select_related("cycle__group").order_by("-pk")


def situations(user: User):
    """Those whose theme she may note: her own, and those of the cycles she leads."""
    mine = Q(registration__user=user)
    found = SituationTurn.objects.filter(mine | Q(meeting__cycle__in=led_cycles(user)))
    return found.exclude(state=TurnState.RELEASED).select_related(*_TOLD)


def visited(user: User):
    """Meetings whose visit she may set: those she hosts, and those of the cycles she leads."""
    hers = HostingTurn.objects.of(user).living().values("meeting")
    found = Meeting.objects.filter(Q(pk__in=hers) | Q(cycle__in=led_cycles(user)))
    return found.select_related("cycle__group")


def to_answer(user: User, at: datetime) -> int:
    """How many of her turns to come wait for a word of hers: proposed, or wanted by somebody in exchange."""
    both = [
        model.objects.of(user)
        .living()
        .to_come(at)
        .filter(
            Q(state=TurnState.PROPOSED) | Exists(swaps.asking(model, at)), meeting__state=MeetingState.PLANNED
        )
        .order_by()
        .values("pk")
        for model in (HostingTurn, SituationTurn)
    ]
    return both[0].union(both[1], all=True).count()
