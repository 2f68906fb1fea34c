"""What a host structure does: ask for a visit, take the request back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from referrals.choices import SENT_ALREADY, VisitState
from referrals.models import Visit
from referrals.outreach import access, mails
from referrals.outreach.moves import call_off, locked


@transaction.atomic
def ask_visit(
    *,
    structure: Structure,
    kinds: list[str],
    wished: str,
    languages: list[str],
    request: str,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> Visit:
    """Ask the *équipe mobile* to come. The same form sent twice asks once."""
    today = timezone.localdate(at)
    if not access.hosting(by, today).filter(pk=structure.pk).exists():
        raise Refused(
            "Votre compte n’est plus rattaché à cette structure : appelez la coordination.", field="structure"
        )
    typed = {
        "structure": structure,
        "kinds": kinds,
        "wished": wished,
        "languages": languages,
        "request": request,
    }
    already = _sent_before(idempotency_key, typed, by)
    if already is not None:
        return already
    visit = Visit(**typed, asked_on=today, asked_by=by, idempotency_key=idempotency_key)
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:
        if "idempotency_key" not in str(error):
            raise
        already = _sent_before(idempotency_key, typed, by)  # the same click twice: the first has just written
        if already is None:
            raise Refused(SENT_ALREADY) from error
        return already
    mails.asked(visit, by=by)
    return visit


def _sent_before(key: UUID, typed: dict, by: User) -> Visit | None:
    already = Visit.objects.filter(idempotency_key=key).select_related("structure").first()
    if already is None:
        return None
    if already.asked_by_id != by.pk or any(getattr(already, name) != value for name, value in typed.items()):
        raise Refused(SENT_ALREADY)
    return already


@transaction.atomic
def withdraw_visit(visit: Visit, *, reason: str, version: int, by: User, at: datetime) -> Visit:
    """The host needs it no more: before it is planned, or after. Whoever was to come is told."""
    current = locked(visit, version=version)
    if current.starts_at is not None and current.starts_at <= at:
        raise Refused("Cette permanence a déjà commencé : appelez la coordination.")
    was_planned = current.state == VisitState.PLANNED
    call_off(current, VisitState.CANCELLED, reason=reason, due=True, by=by, at=at)
    if was_planned:
        mails.keepers([current.keeper, current.second], by=by)
    mails.coordination(current, by=by)
    return current
