"""Two people change turns of hosting, or of presenting: one asks for a date, the other alone agrees. One verb each.

Each reads her own turn and no other: what is known of the other side is read, and written, in the portal's own name.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups.choices import SwapState, TurnState
from practice_groups.cycles.checks import locked
from practice_groups.intervision import actions as hosting
from practice_groups.intervision import mails
from practice_groups.intervision.standing import is_to_come, standing
from practice_groups.intervision.swaps import access
from practice_groups.models import HostingSwap, HostingTurn, SituationSwap, SituationTurn

Turn = HostingTurn | SituationTurn
Swap = HostingSwap | SituationSwap

_NOWHERE = _("Indiquez d’abord où vous accueillez : l’adresse devient celle de la rencontre.")
_GONE = _("Les tours ont changé entre-temps : cet échange ne se fait plus.")
_CHANGED = _("Ce tour a changé : il ne s’échange plus.")


@transaction.atomic
def ask_swap(turn: Turn, *, wanted: int, by: User, at: datetime) -> Swap:
    """Ask to change one's turn for another (`wanted`: its id); whoever holds it is written to, and told no name."""
    turn = _fresh(turn)
    _refuse_unless_holding(turn, at)
    with acting_as_system():
        other = access.others(turn, at).filter(pk=wanted).first()
        if other is None:
            raise Refused(_GONE, field="wanted")
        for before in access.MODELS[type(turn)].objects.filter(mine=turn, state=SwapState.ASKED):
            if access.others(turn, at).filter(pk=before.wanted_id).exists():
                raise Refused(_("Vous avez déjà demandé un échange de ce tour : attendez la réponse."))
            _close(before, SwapState.WITHDRAWN, at)
        swap = access.MODELS[type(turn)].objects.create(mine=turn, wanted=other, asked_at=at)
        mails.swap_asked(other)
    return swap


@transaction.atomic
def withdraw_swap(turn: Turn, *, withdrawn: int, by: User, at: datetime) -> Swap:
    """Take back what one asked (`withdrawn`: its id), as long as it has no answer."""
    turn = _fresh(turn)
    swap = access.swaps(turn).filter(pk=withdrawn, mine=turn).first()
    if swap is None or swap.state not in (SwapState.ASKED, SwapState.WITHDRAWN):
        raise Refused(_("Cette demande a déjà sa réponse."))
    return _close(swap, SwapState.WITHDRAWN, at) if swap.state == SwapState.ASKED else swap


@transaction.atomic
def answer_swap(turn: Turn, *, swap: int, agreed: bool, by: User, at: datetime) -> Swap:
    """Whoever holds the turn that is wanted agrees, and both are confirmed in the other's place; or declines."""
    turn = _fresh(turn)
    found = access.swaps(turn).filter(pk=swap, wanted=turn).first()
    if found is None or found.state == SwapState.WITHDRAWN:
        raise Refused(_GONE)
    if found.state != SwapState.ASKED:
        return found
    if agreed:
        _refuse_unless_holding(turn, at)
    _close(found, SwapState.AGREED if agreed else SwapState.DECLINED, at)
    with acting_as_system():
        asker = _fresh(type(turn).objects.get(pk=found.mine_id))
        if agreed:
            _refuse_unless_holding(asker, at, said=_GONE)
            _exchange(asker, turn, at)
        mails.swap_answered(asker, agreed=agreed)
    return found


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _fresh(turn: Turn) -> Turn:
    """The turn as it is now, under the lock of its cycle."""
    cycle = locked(turn.meeting.cycle)
    turn = type(turn).objects.select_related("meeting", "registration__user").get(pk=turn.pk)
    turn.meeting.cycle = turn.registration.cycle = cycle
    return turn


def _close(swap: Swap, state: str, at: datetime) -> Swap:
    swap.state, swap.answered_at = state, at
    swap.save(update_fields=["state", "answered_at"])
    return swap


def _refuse_unless_holding(turn: Turn, at: datetime, said: str = "") -> None:
    if turn.state not in access.HOLDING or not is_to_come(turn.meeting, at):
        raise Refused(said or _CHANGED)
    if isinstance(turn, HostingTurn) and not turn.registration.host_address:
        raise Refused(said or _NOWHERE)


def _exchange(one: Turn, other: Turn, at: datetime) -> None:
    """Each in the other's place, confirmed: both have just said so."""
    if isinstance(one, SituationTurn):
        for turn in (one, other):
            turn.state, turn.answered_at = TurnState.RELEASED, None
            turn.save(update_fields=["state", "answered_at"])
        for turn, meeting in ((one, other.meeting), (other, one.meeting)):
            SituationTurn.objects.create(
                registration=turn.registration,
                meeting=meeting,
                proposed_at=at,
                answered_at=at,
                state=TurnState.CONFIRMED,
            )
        return
    for turn in (one, other):
        hosting.take(turn)
    now = standing(one.meeting.cycle)
    wanted = {other.meeting_id: one.registration_id, one.meeting_id: other.registration_id}
    for turn in hosting.give(now, wanted, at=at):
        hosting.confirm(turn, at=at)
