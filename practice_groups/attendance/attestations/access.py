"""Who reads which attestation, and what anybody may check of one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from practice_groups.attendance import access
from practice_groups.attendance.hours import HOUR, in_hours, in_words
from practice_groups.models import Attestation, Cycle


def own(user: User):
    """Her attestations, revoked ones included, without their documents."""
    found = Attestation.objects.filter(registration__user=user)
    return found.select_related("registration__cycle__group").defer("pdf")


def readable(user: User):
    """Those whose document `user` may open: her own; the coordination's all."""
    if "coordination" in user.codes:
        return Attestation.objects.all()
    return Attestation.objects.filter(registration__user=user)


@dataclass(frozen=True)
class Line:
    """One person of a cycle: what she attended, and the attestation that she holds."""

    registration: object
    attestation: Attestation | None

    @property
    def hours(self) -> str:
        return in_words(self.registration.time) if self.registration.attended else ""

    @property
    def may_have_one(self) -> bool:
        return self.attestation is None and (self.registration.time or HOUR * 0) >= HOUR

    @property
    def has_changed(self) -> bool:
        """The sheets were corrected since it was issued."""
        return self.attestation is not None and self.attestation.hours != in_hours(self.registration.time)


def lines(cycle: Cycle) -> list[Line]:
    """Everybody who had a seat, in alphabetical order."""
    seated = cycle.registrations.filter(Q(state="confirmee") | Q(attendance__state="present")).values("pk")
    people = access.with_hours(cycle.registrations.filter(pk__in=seated))
    living = {
        one.registration_id: one
        for one in Attestation.objects.filter(registration__cycle=cycle, revoked_on=None).defer("pdf")
    }
    found = people.select_related("user").order_by(*access.BY_NAME)
    return [Line(one, living.get(one.pk)) for one in found]


@dataclass(frozen=True)
class Checked:
    """What the page says of a code that exists: the paper says the rest."""

    initials: str
    title: str
    hours: Decimal
    meetings: int
    first_day: date
    last_day: date
    issued_on: date
    revoked_on: date | None

    @property
    def hours_in_words(self) -> str:
        return in_words(self.hours)


def check(code: str) -> Checked | None:
    """The attestation under this very code; the visitor is nobody, the portal looks for her."""
    with acting_as_system():
        found = Attestation.objects.filter(code=code).defer("pdf").first()
    if found is None:
        return None
    return Checked(
        initials=initials(found.holder),
        title=found.title,
        hours=found.hours,
        meetings=found.meetings,
        first_day=found.first_day,
        last_day=found.last_day,
        issued_on=timezone.localdate(found.issued_at),
        revoked_on=found.revoked_on,
    )


def initials(name: str) -> str:
    """« A. D. P. » of « Alice Durand-Petit »."""
    words = name.replace("-", " ").replace("’", " ").replace("'", " ").split()
    return "\u00a0".join(f"{word[0].upper()}." for word in words)
