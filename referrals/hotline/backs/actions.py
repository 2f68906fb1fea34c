"""Every write about a call-back: planned, made, not reached, called off."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals.choices import CallBackState
from referrals.models import Call, CallBack

LATEST = timedelta(days=90)


def locked(call: Call) -> Call:
    """The call, held until the end of the transaction; a refusal once the line sleeps for who asks."""
    current = Call.objects.select_for_update(of=("self",)).filter(pk=call.pk).first()
    if current is None:
        raise Refused("La cellule vient de fermer : rien n’a été enregistré.")
    return current


def check_due(due_on: date, at: datetime, field: str) -> None:
    today = timezone.localdate(at)
    if due_on < today:
        raise Refused("Un rappel se prévoit pour aujourd’hui ou plus tard.", field=field)
    if due_on > today + LATEST:
        raise Refused("Vérifiez la date : un rappel se prévoit à trois mois au plus.", field=field)


@transaction.atomic
def plan_call_back(call: Call, *, due_on: date, note: str, by: User, at: datetime) -> CallBack:
    """One at a time for a call."""
    current = locked(call)
    check_due(due_on, at, "due_on")
    if current.backs.filter(state=CallBackState.DUE).exists():
        raise Refused("Un rappel est déjà prévu pour cet appel.", field="due_on")
    back = CallBack(call=current, due_on=due_on, note=note, asked_by=by)
    back.save(force_insert=True)
    return back


@transaction.atomic
def make_call_back(
    back: CallBack, *, state: str, again_on: date | None, version: int, by: User, at: datetime
) -> CallBack:
    """How it went. Only a call-back that reached somebody is counted on its call; another may be planned at once."""
    call = locked(back.call)
    current = CallBack.objects.select_for_update(of=("self",)).get(pk=back.pk)
    if current.version != version or current.state != CallBackState.DUE:
        raise Refused(
            f"Entre-temps, ce rappel est devenu « {current.get_state_display()} » : rechargez la page."
        )
    if state == CallBackState.DUE:
        raise Refused("Dites comment le rappel s’est passé.", field="state")
    current.state, current.done_at, current.done_by = state, at, by
    current.version += 1
    current.save()
    if state == CallBackState.DONE:
        call.call_backs = (call.call_backs or 0) + 1
        call.save(update_fields=["call_backs"])
    if again_on and state != CallBackState.CANCELLED:
        check_due(again_on, at, "again_on")
        plan_call_back(call, due_on=again_on, note=current.note, by=by, at=at)
    return current
