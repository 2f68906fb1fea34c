"""Who sees which cycle and registration. Row-level security says the same in the database."""

from centre.models import User
from practice_groups.models import Cycle, Registration


def cycles():
    """Every cycle with its group: whoever may register may read them all."""
    return Cycle.objects.select_related("group")


def led_cycles(user: User):
    """Cycles whose participants `user` may know: the coordination's all, a facilitator's own."""
    if "coordination" in user.codes:
        return cycles()
    return cycles().led_by(user)


def own_registrations(user: User):
    """The registrations of `user`, the latest first, with their cycle and group."""
    return Registration.objects.of(user).select_related("cycle__group").order_by("-pk")
