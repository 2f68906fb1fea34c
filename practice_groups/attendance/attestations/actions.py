"""Writes about attestations: issued, revoked, never changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from practice_groups.attendance import access
from practice_groups.attendance.attestations.code import new_code
from practice_groups.attendance.hours import HOUR, in_hours
from practice_groups.attendance.tasks import render_attestation
from practice_groups.models import Attestation, Cycle, Registration


@transaction.atomic
def issue_attestations(
    cycle: Cycle, *, registrations: Iterable[int] = (), by: User, at: datetime
) -> list[Attestation]:
    """Attest what these registrations (by default, all) have attended so far, if it is an hour at least.

    Somebody who already has one keeps it: two requests at once issue one.
    """
    cycle = Cycle.objects.locked().get(pk=cycle.pk)
    people = cycle.registrations.exclude(attestations__in=Attestation.objects.filter(revoked_on=None))
    if registrations:
        people = people.filter(pk__in=registrations)
    people = access.with_hours(people).filter(time__gte=HOUR).select_related("user").order_by("pk")
    issued = [_attestation(cycle, one, by=by, at=at) for one in people]
    Attestation.objects.bulk_create(issued)
    for attestation in issued:
        _make(attestation)
    return issued


@transaction.atomic
def revoke_attestation(attestation: Attestation, *, reason: str, by: User, at: datetime) -> Attestation:
    """Revoke an attestation: whoever checks its code is told. Another one may be issued."""
    attestation = Attestation.objects.select_for_update(of=["self"]).defer("pdf").get(pk=attestation.pk)
    if attestation.revoked_on is not None:
        raise Refused(f"Cette attestation est déjà annulée depuis le {attestation.revoked_on:%d/%m/%Y}.")
    attestation.revoked_on, attestation.revoked_because = timezone.localdate(at), reason
    attestation.save(update_fields=["revoked_on", "revoked_because"])
    return attestation


def _attestation(cycle: Cycle, registration: Registration, *, by: User, at: datetime) -> Attestation:
    return Attestation(
        code=new_code(),
        registration=registration,
        holder=registration.user.display_name,
        title=_title(cycle),
        hours=in_hours(registration.time),
        meetings=registration.attended,
        first_day=timezone.localdate(registration.first_at),
        last_day=timezone.localdate(registration.last_at),
        issued_at=at,
        issued_by=by,
    )


def _title(cycle: Cycle) -> str:
    """« Formation – Travailler avec un interprète – 2026-2027 »; the kind once."""
    kind = cycle.group.get_kind_display()
    return str(cycle) if cycle.group.title.casefold().startswith(kind.casefold()) else f"{kind} – {cycle}"


def _make(attestation: Attestation) -> None:
    transaction.on_commit(lambda: enqueue(render_attestation, str(attestation.pk)))
