"""Who sees what of the hotline: its listeners when it is open, the coordination alone when it is dormant. The database
enforces the same."""

from dataclasses import dataclass

from django.db.models import Count, Q

from centre.journal import record_reads
from referrals.choices import CallBackState
from referrals.models import Call, CallBack, Hotline, HotlineOpening, Shift


@dataclass(frozen=True)
class Desk:
    """The hotline as a user meets it: not set up yet (`line` None), dormant (`opening` None), or open."""

    line: Hotline | None
    opening: HotlineOpening | None
    coordinates: bool

    @property
    def is_open(self) -> bool:
        return self.opening is not None

    @property
    def is_closed_to_me(self) -> bool:
        return self.line is None or not (self.is_open or self.coordinates)


def desk_of(user) -> Desk:
    opening = (
        HotlineOpening.objects.filter(closed_on=None)
        .select_related("hotline__dispositif", "hotline__grid", "opened_by")
        .order_by("pk")
        .first()
    )
    line = opening.hotline if opening else Hotline.objects.select_related("dispositif", "grid").first()
    return Desk(line, opening, coordinates=user.may("triage"))


def past_openings(line: Hotline):
    return HotlineOpening.objects.filter(hotline=line, closed_on__isnull=False).select_related("closed_by")


def shifts(line: Hotline):
    """Shifts of the planning; cancelled ones are left out."""
    return Shift.objects.planned().filter(dispositif_id=line.dispositif_id).select_related("user")


def shifts_of(user):
    return Shift.objects.planned().filter(user=user)


def calls(line: Hotline):
    """The latest first, with how many call-backs each waits for."""
    return (
        Call.objects.filter(dispositif_id=line.dispositif_id)
        .select_related("caller", "taken_by")
        .annotate(due=Count("backs", filter=Q(backs__state=CallBackState.DUE)))
        .order_by("-day", "-hour", "-pk")
    )


def call_backs(line: Hotline):
    """Call-backs to make, the most overdue first."""
    return (
        CallBack.objects.filter(call__dispositif_id=line.dispositif_id, state=CallBackState.DUE)
        .select_related("call__caller", "asked_by")
        .order_by("due_on", "pk")
    )


def open_callers(found, *, by, at, why: str) -> None:
    """Journal that the first names and telephones of these callers are about to be shown."""
    named = [caller for caller in found if caller is not None and (caller.first_name or caller.phone)]
    if named:
        record_reads(named, by=by, at=at, why=why)
