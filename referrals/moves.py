"""The one place where a referral changes its state."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals import mails
from referrals.care import actions as cares
from referrals.models import Referral, ReferralStep
from referrals.reviews import agenda
from referrals.states import DECISIONS, NEEDS_REASON, Reminder, State, delay_of, may_move


def write_step(referral: Referral, *, by: User, at: datetime, note: str = "") -> None:
    ReferralStep.objects.create(referral=referral, state=referral.state, at=at, by=by, note=note)


def _told(referral: Referral) -> Refused:
    """The refusal when somebody else acted first: who, and when."""
    last = referral.steps.select_related("by").order_by("-at").first()
    if last is None:  # told by a sheet: nobody moved it here
        return Refused(
            f"Ce dossier a changé : il est maintenant « {referral.get_state_display()} »."
            " Votre saisie n’a pas été enregistrée ; rechargez la page avant de recommencer."
        )
    when = timezone.localtime(last.at)
    return Refused(
        f"Dossier modifié par {last.by} à {when:%H} h {when:%M} : il est maintenant « {referral.get_state_display()} »."
        " Votre saisie n’a pas été enregistrée ; comparez avant de recommencer."
    )


def locked(referral: Referral, version: int | None) -> Referral:
    """The row, held until the end of the transaction, if it is still the one that was read."""
    current = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if version is not None and current.version != version:
        raise _told(current)
    return current


@transaction.atomic
def move(
    referral: Referral, to: State, *, by: User, at: datetime, version: int | None, note: str = "", **facts
):
    """Change the state: lock, check the move, save, write the step, send the mails. Returns the fresh referral.

    A care does not outlive the acceptance of its orientation: it ends with it.
    """
    current = locked(referral, version)
    if not may_move(current.state, to):
        raise Refused(
            f"Une orientation « {current.get_state_display()} » ne peut pas devenir « {State(to).label} »."
        )
    before, delay = current.state, delay_of(to, current.urgency)
    current.state, current.state_since, current.due_at = to, at, delay and at + delay
    current.reminded = Reminder.NONE
    current.version += 1
    for name, value in facts.items():
        setattr(current, name, value)
    current.save()
    write_step(current, by=by, at=at, note=note)
    if before == State.ACCEPTED:
        cares.close_with(current, at=at)
    elif before == State.REVIEWED:
        agenda.leave(current)
    mails.moved(current, by=by)
    return current


def decision_facts(decision: str, reason: str, at: datetime) -> dict:
    return {"decision": decision, "decided_on": timezone.localdate(at), "decision_reason": reason}


def check_decision(decision: str, reason: str) -> None:
    if decision not in DECISIONS:
        raise Refused("Choisissez une décision de la liste.", field="decision")
    if decision in NEEDS_REASON and not reason:
        raise Refused("Dites pourquoi : l’orienteur lira ce motif.", field="reason")
