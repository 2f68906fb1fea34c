"""The room's part of `seed_demo`: yesterday's season is settled, this one is on its way. Everybody is invented."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from centre.models import User
from practice_groups.choices import FeeState, PayBy
from practice_groups.fees import access, actions
from practice_groups.models import Registration
from practice_groups.states import State

MEANS = (PayBy.TRANSFER, PayBy.CHEQUE, PayBy.TRANSFER, PayBy.EMPLOYER, PayBy.CASH)


def seed(*, at: datetime) -> None:
    """Receipts for what was received, then a little of everything. Call inside `acting_as_system()`."""
    by = User.objects.filter(email="coordination@demo.example").first()
    today = timezone.localdate(at)
    lines = list(access.fees(today).order_by("cycle__starts_on", "pk"))
    if by is None or not lines:
        return
    for line in lines:
        if line.fee_state == FeeState.RECEIVED and not line.receipt:
            actions.issue_receipt(line, by=by, at=at)
    _settle([line for line in lines if line.fee_state == FeeState.DUE], by=by, at=at)
    _leave_after_paying(by=by, at=at)


def _settle(due: list[Registration], *, by: User, at: datetime) -> None:
    """Last season's are received, but one waived and one refunded in part; of this season's, a few."""
    today = timezone.localdate(at)
    for n, line in enumerate(due):
        old = line.cycle.is_over(at)
        day = min(today, timezone.localdate(line.confirmed_at) + timedelta(days=12 + 3 * n))
        if old and n == 6:  # one was never settled, in spite of a reminder
            line.fee_reminded_on = today - timedelta(days=12)
            line.save(update_fields=["fee_reminded_on"])
        elif n % 7 == 2:
            actions.waive(line, reason="Bénévole, sans structure qui paie", by=by, at=at)
        elif old or n % 3 == 0:
            means = MEANS[n % len(MEANS)]
            payer = line.structure if means == PayBy.EMPLOYER else ""
            typed = {"amount": line.fee_amount, "received_on": day, "means": means, "payer": payer}
            actions.receive(line, **typed, by=by, at=at)
        if old and n == 4:
            typed = {"amount": Decimal(48), "refunded_on": today, "reason": "Quatre rencontres annulées"}
            actions.refund(line, **typed, by=by, at=at)


def _leave_after_paying(*, by: User, at: datetime) -> None:
    """One has just left a group that she had paid for."""
    paid = access.fees(timezone.localdate(at)).filter(fee_state=FeeState.RECEIVED, state=State.CONFIRMED)
    leaver = paid.filter(cycle__ends_on__gte=timezone.localdate(at)).last()
    if leaver:
        leaver.state, leaver.ended_at, leaver.ended_by = State.WITHDRAWN, at - timedelta(days=2), leaver.user
        leaver.save(update_fields=["state", "ended_at", "ended_by"])
