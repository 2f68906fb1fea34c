"""Groups and people that these tests talk about. Everybody is invented."""

from datetime import UTC, datetime, timedelta

from centre.context import acting_as, acting_as_system
from practice_groups import actions
from practice_groups.models import Cycle, Group, Registration

NOW = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)


def make_cycle(
    seats=2,
    *,
    facilitators=(),
    title="Intervision du lundi",
    kind="analyse_pratiques",
    at=NOW,
    **facts,
) -> Cycle:
    """A cycle open to registration at `at`. An intervision has one facilitator of each sector once it is announced."""
    with acting_as_system():
        group = Group.objects.create(kind=kind, title=title, place="Montpellier")
        cycle = Cycle.objects.create(
            **{
                "group": group,
                "season": "2026-2027",
                "starts_on": at.date() + timedelta(days=20),
                "ends_on": at.date() + timedelta(days=280),
                "seats": seats,
                "opens_at": at - timedelta(days=10),
                "closes_at": at + timedelta(days=30),
            }
            | facts
        )
        cycle.facilitators.set(facilitators)
    return cycle


def join(cycle, user, *, at=NOW, **typed) -> Registration:
    """`user` registers, in her own name and before the database's walls."""
    typed = {"profession": "Éducatrice", "sector": "social", "charter": True} | typed
    with acting_as(user):
        return actions.register(cycle, by=user, at=at, **typed)


def leave(registration, *, at=NOW) -> Registration:
    with acting_as(registration.user):
        return actions.withdraw(registration, by=registration.user, at=at)


def accept(registration, *, at=NOW) -> Registration:
    with acting_as(registration.user):
        return actions.accept_offer(registration, by=registration.user, at=at)


def decline(registration, *, at=NOW) -> Registration:
    with acting_as(registration.user):
        return actions.decline_offer(registration, by=registration.user, at=at)


def states(cycle) -> list[str]:
    """The states of the cycle's registrations, in order of arrival, as the portal sees them."""
    with acting_as_system():
        return list(cycle.registrations.order_by("pk").values_list("state", flat=True))
