"""Every write about a *renfort*, one verb each."""

from datetime import datetime

from django.db import transaction

from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from referrals.backups import mails
from referrals.backups.states import DELAYS, LIVING, MOVES
from referrals.care.actions import FOLLOWED
from referrals.choices import BackupAnswer, BackupState
from referrals.models import Backup, Care


@transaction.atomic
def ask_backup(care: Care, *, kind: str, urgency: str, request: str, by: User, at: datetime) -> Backup:
    """The therapist asks for backup. At most one open request of each kind for the same care."""
    care = Care.objects.select_for_update(of=("self",)).select_related("referral").get(pk=care.pk)
    if care.state not in FOLLOWED:
        raise Refused("Un renfort se demande pendant un suivi : celui-ci n’est pas en cours.")
    if Backup.objects.filter(care=care, kind=kind, state__in=LIVING).exists():
        raise Refused("Un renfort de cette sorte est déjà demandé : ouvrez-le, ou reprenez-le.", field="kind")
    backup = Backup.objects.create(
        care=care,
        person_id=care.person_id,
        therapist_id=care.therapist_id,
        kind=kind,
        urgency=urgency,
        request=request,
        asked_at=at,
        asked_by=by,
        due_at=at + DELAYS[urgency],
    )
    mails.asked(backup)
    return backup


@transaction.atomic
def take_backup(
    backup: Backup, *, structure: Structure | None, version: int, by: User, at: datetime
) -> Backup:
    """The coordination takes the request and names who will provide it."""
    backup = _move(backup, BackupState.TAKEN, version=version, structure=structure)
    mails.moved(backup)
    return backup


@transaction.atomic
def answer_backup(
    backup: Backup,
    *,
    answer_kind: str,
    answer: str = "",
    version: int,
    by: User,
    at: datetime,
) -> Backup:
    """Record the answer of whoever provides backup; « impossible » needs a reason."""
    if answer_kind == BackupAnswer.IMPOSSIBLE and not answer:
        raise Refused("Dites en quelques mots pourquoi : le thérapeute le lira.", field="answer")
    facts = {"answer_kind": answer_kind, "answer": answer, "answered_at": at, "answered_by": by}
    backup = _move(backup, BackupState.ANSWERED, version=version, **facts)
    mails.moved(backup)
    return backup


@transaction.atomic
def close_backup(backup: Backup, *, closing: str, version: int, by: User, at: datetime) -> Backup:
    """The therapist closes it and says what came of it."""
    return _move(backup, BackupState.CLOSED, version=version, closing=closing, closed_at=at)


@transaction.atomic
def cancel_backup(backup: Backup, *, version: int, by: User, at: datetime) -> Backup:
    """It is no longer needed."""
    return _move(backup, BackupState.CANCELLED, version=version, closed_at=at)


def _move(backup: Backup, to: BackupState, *, version: int, **facts) -> Backup:
    held = Backup.objects.select_for_update(of=("self",)).select_related("therapist__user", "care")
    current = held.get(pk=backup.pk)
    if current.version != version or to not in MOVES[current.state]:
        raise Refused(f"Ce renfort est maintenant « {current.get_state_display()} » : rechargez la page.")
    current.state = to
    current.version += 1
    for name, value in facts.items():
        setattr(current, name, value)
    current.save()
    return current
