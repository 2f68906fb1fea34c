"""What may be exchanged with a turn, and what was asked. Another's turn is the portal's to read: a date leaves it."""

from datetime import datetime

from django.db.models import OuterRef, Subquery

from practice_groups.choices import SwapState, TurnState
from practice_groups.models import HostingSwap, HostingTurn, SituationSwap, SituationTurn
from practice_groups.states import MeetingState, State

MODELS = {HostingTurn: HostingSwap, SituationTurn: SituationSwap}
HOLDING = (TurnState.PROPOSED, TurnState.CONFIRMED)


def others(turn: HostingTurn | SituationTurn, at: datetime):
    """Turns of others in the same cycle, at other meetings to come. Called in the portal's own name."""
    found = type(turn).objects.filter(
        meeting__cycle=turn.meeting.cycle_id,
        meeting__state=MeetingState.PLANNED,
        meeting__starts_at__gt=at,
        registration__state=State.CONFIRMED,
        state__in=HOLDING,
    )
    found = found.exclude(registration=turn.registration_id).exclude(meeting=turn.meeting_id)
    if isinstance(turn, HostingTurn):
        found = found.exclude(registration__host_address="")
    return found.select_related("meeting", "registration__user", "registration__cycle__group")


def dates(turn: HostingTurn | SituationTurn, at: datetime):
    """The same, by date: `asked`, what she waits for an answer to, and `asks`, what waits for hers (swap ids)."""
    waiting = MODELS[type(turn)].objects.filter(state=SwapState.ASKED)
    return (
        others(turn, at)
        .annotate(
            asked=Subquery(waiting.filter(mine=turn, wanted=OuterRef("pk")).values("pk")),
            asks=Subquery(waiting.filter(mine=OuterRef("pk"), wanted=turn).values("pk")),
        )
        .order_by("meeting__starts_at", "pk")
    )


def asking(model: type[HostingTurn] | type[SituationTurn], at: datetime):
    """What waits for the answer of whoever holds the turn of the outer query."""
    return MODELS[model].objects.filter(
        wanted=OuterRef("pk"),
        state=SwapState.ASKED,
        mine__state__in=HOLDING,
        mine__meeting__state=MeetingState.PLANNED,
        mine__meeting__starts_at__gt=at,
    )


def swaps(turn: HostingTurn | SituationTurn):
    """What she asked of this turn, and what is asked of her."""
    model = MODELS[type(turn)]
    return model.objects.filter(mine=turn) | model.objects.filter(wanted=turn)
