"""Who sees which cycle and registration. Row-level security says the same in the database."""

from datetime import date

from django.db.models import Func, Q
from django.db.models.functions import Lower

from centre.models import User
from practice_groups.models import Cycle, Registration


def by_name(name="display_name"):
    """The order of a list of names (a path, or an expression): « Élise » stands beside « Eugénie »."""
    return Lower(Func(name, function="unaccent"))


def cycles():
    """Every cycle with its group, published or not."""
    return Cycle.objects.select_related("group")


def announced(day: date):
    """What the catalogue shows to whoever has an account: published, and not over."""
    return cycles().filter(published=True).current(day)


def public(day: date):
    """What somebody without account may read of: names nobody."""
    return announced(day).filter(group__public=True, group__closed_on=None)


def readable(user: User):
    """Cycles whose page `user` may open: published ones, hers, and those she leads."""
    if "coordination" in user.codes:
        return cycles()
    led = Cycle.objects.led_by(user).values("pk")
    mine = Registration.objects.of(user).values("cycle")
    return cycles().filter(Q(published=True) | Q(pk__in=led) | Q(pk__in=mine))


def led_cycles(user: User):
    """Cycles whose participants `user` may know: the coordination's all, a facilitator's own."""
    if "coordination" in user.codes:
        return cycles()
    return cycles().led_by(user)


def led_now(user: User, day: date):
    """The cycles that `user` facilitates herself and that are not over."""
    return cycles().led_by(user).current(day)


def alerted(cycle: Cycle) -> list[User]:
    """Who hears that something of `cycle` waits for a decision: its facilitators, else the coordination."""
    led = [user for user in cycle.facilitators.order_by("pk") if not user.has_ended]
    return led or list(User.objects.holding("coordination").order_by("pk"))


def leads(user: User, facilitators: list[User]) -> bool:
    """Whether the roster of a cycle with these facilitators is `user`'s to read."""
    return "coordination" in user.codes or user in facilitators


def own_registrations(user: User):
    """The registrations of `user`, the latest first, with their cycle and group."""
    return Registration.objects.of(user).select_related("cycle__group").order_by("-pk")


def latest_of_each_cycle(user: User) -> dict[int, Registration]:
    """Cycle id → the user's latest registration in it."""
    return {one.cycle_id: one for one in reversed(own_registrations(user))}
