"""The lines of the treasurer's list, what they add up to, and a participant's own."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from centre.models import User
from practice_groups.access import by_name
from practice_groups.choices import FeeState
from practice_groups.models import Cycle, Receipt, Registration
from practice_groups.states import ENDED

DELAY = timedelta(days=30)  # to pay, when the cycle says no day; and between two reminders
CAME_IN = [FeeState.RECEIVED, FeeState.REFUNDED]


def fees(on: date) -> QuerySet[Registration]:
    """Registrations with something to pay, or paid: `due_on`, `overdue` on that day, `given_back`, `to_refund`.

    Those confirmed after the cycle's due date have thirty days.
    """
    standing = Receipt.objects.standing().filter(registration=OuterRef("pk"))
    confirmed_on = TruncDate("confirmed_at")
    later = Cast(ExpressionWrapper(confirmed_on + Value(DELAY), output_field=DateField()), DateField())
    found = Registration.objects.exclude(fee_state="").select_related("user", "cycle__group")
    found = found.annotate(
        due_on=Case(When(cycle__fee_due_on__gte=confirmed_on, then="cycle__fee_due_on"), default=later),
        given_back=Case(
            When(
                fee_state=FeeState.REFUNDED,
                then=Coalesce(Subquery(standing.values("refunded")[:1]), F("fee_amount")),
            ),
        ),
        kept=Exists(standing.exclude(kept_why="")),
    )
    return found.annotate(
        overdue=Q(fee_state=FeeState.DUE) & Q(due_on__lt=on),
        to_refund=Q(fee_state=FeeState.RECEIVED) & Q(state__in=ENDED) & Q(kept=False),
    )


def ordered(found: QuerySet[Registration]) -> QuerySet[Registration]:
    """What is left to do first, the oldest first."""
    rank = Case(When(fee_state=FeeState.DUE, then=0), When(to_refund=True, then=1), default=2)
    return found.order_by(rank, "due_on", by_name("user__display_name"), "pk")


def totals(found: QuerySet[Registration]) -> dict:
    """How many registrations and how many euros in each state, in one statement. `net`: what the centre keeps."""
    euros = {
        "due": (F("fee_amount"), Q(fee_state=FeeState.DUE)),
        "overdue": (F("fee_amount"), Q(overdue=True)),
        "received": (F("fee_amount"), Q(fee_state__in=CAME_IN)),
        "waived": (F("fee_amount"), Q(fee_state=FeeState.WAIVED)),
        "refunded": (F("given_back"), Q(fee_state=FeeState.REFUNDED)),
        "to_refund": (F("fee_amount"), Q(to_refund=True)),
    }
    sums = {
        f"sum_{name}": Coalesce(Sum(what, filter=when), Decimal(0)) for name, (what, when) in euros.items()
    }
    counts = {f"{name}_count": Count("pk", filter=when) for name, (_, when) in euros.items()}
    found = found.order_by().aggregate(count=Count("pk"), **sums, **counts)
    added = {name.removeprefix("sum_"): value for name, value in found.items()}
    return added | {"net": added["received"] - added["refunded"]}


def to_remind(on: date) -> QuerySet[Registration]:
    """Overdue fees without a reminder in the last thirty days, of people who may still log in."""
    return fees(on).filter(
        Q(fee_reminded_on=None) | Q(fee_reminded_on__lte=on - DELAY),
        Q(user__ends_on=None) | Q(user__ends_on__gte=on),
        overdue=True,
        user__is_active=True,
    )


def to_remind_by_itself(on: date) -> QuerySet[Registration]:
    """Automatic reminders: two at most, within sixty days after the fee was due."""
    return to_remind(on).filter(due_on__gte=on - 2 * DELAY)


def cycles() -> QuerySet[Cycle]:
    """Cycles somebody pays or paid for, the latest first."""
    paid = Registration.objects.filter(cycle=OuterRef("pk")).exclude(fee_state="")
    return Cycle.objects.filter(Exists(paid)).select_related("group").order_by("-season", "group__title")


def receipts() -> QuerySet[Receipt]:
    return Receipt.objects.listed()


def own_receipts(user: User) -> QuerySet[Receipt]:
    return Receipt.objects.listed().filter(registration__user=user).order_by("-number")


def own_fees(user: User, on: date) -> QuerySet[Registration]:
    """What `user` still has to pay."""
    return fees(on).filter(user=user, fee_state=FeeState.DUE).order_by("due_on")
