"""Fees that these tests talk about. Everybody is invented."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from centre.context import acting_as, acting_as_system
from centre.models import User
from practice_groups.fees import access, actions
from practice_groups.models import Receipt, Registration
from practice_groups.states import State
from tests.practice_groups.field import make_cycle

CONFIRMED = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
EUROS = Decimal("120.00")


def intervision(seats=30, *, fee=EUROS, **facts):
    return make_cycle(seats, at=CONFIRMED, fee=fee, **facts)


def seated(cycle, user: User, *, at=CONFIRMED, **facts) -> Registration:
    """A confirmed registration, as the portal writes it: the fee is what the database makes of it."""
    with acting_as_system():
        made = Registration.objects.create(
            cycle=cycle,
            user=user,
            profession="Éducatrice",
            charter_accepted_at=at,
            registered_at=at,
            confirmed_at=at,
            state=State.CONFIRMED,
            **{"fee_state": "due"} | facts,
        )
    return fresh(made)


def fresh(registration) -> Registration:
    with acting_as_system():
        return Registration.objects.select_related("user", "cycle__group").get(pk=registration.pk)


def left(registration, *, at=NOW) -> Registration:
    """She withdraws, in her own name."""
    with acting_as(registration.user):
        registration.state, registration.ended_at, registration.ended_by = (
            State.WITHDRAWN,
            at,
            registration.user,
        )
        registration.save(update_fields=["state", "ended_at", "ended_by"])
    return fresh(registration)


def paid(registration, by, *, amount=EUROS, on=TODAY, means="virement", at=NOW, **typed) -> Receipt:
    with acting_as(by):
        return actions.receive(
            registration, amount=amount, received_on=on, means=means, by=by, at=at, **typed
        )


def done(by, verb, registration, *, at=NOW, **typed):
    with acting_as(by):
        return getattr(actions, verb)(registration, by=by, at=at, **typed)


def lines(on=TODAY, **wanted):
    with acting_as_system():
        return list(access.ordered(access.fees(on).filter(**wanted)))


def receipts() -> list[Receipt]:
    with acting_as_system():
        return list(Receipt.objects.order_by("number"))


def days_later(days: int) -> datetime:
    return NOW + timedelta(days=days)
