"""What the pages of *renforts* show."""

from django.utils import timezone

from centre.doors import VersionForm
from centre.reference import departements
from networks.choices import Service
from networks.listing import page_of
from referrals.backups import access
from referrals.backups.forms import TakeBackupForm
from referrals.backups.states import OPEN, TONES, TURN
from referrals.choices import BackupKind, BackupState
from referrals.models import Backup, Care
from referrals.reorientations import partners

SHOWN = 50
_SERVICES = {
    BackupKind.SOMATIC: (Service.SOMATIC_CARE,),
    BackupKind.PSYCHIATRIC: (Service.MENTAL_CARE,),
}


def said(backup: Backup) -> Backup:
    """The row with what templates say of it."""
    backup.tone, backup.turn = TONES[backup.state], TURN.get(backup.state, "")
    backup.is_open = backup.state in OPEN
    backup.is_late = backup.is_open and backup.due_at < timezone.now()
    backup.is_answered = backup.state == BackupState.ANSWERED
    backup.version_form = VersionForm(initial={"version": backup.version}, auto_id=False)
    return backup


def of_cares(*cares: Care) -> list[Backup]:
    return [said(one) for one in access.whole().filter(care__in=cares)]


def for_desk(query: dict) -> dict:
    """Context of `backups.html`: a page of those to answer, and the latest of the others."""
    page = page_of(access.to_answer(), query, size=SHOWN)
    for one in page.rows:
        said(one)
    answered = [said(one) for one in access.answered()[:SHOWN]]
    return {"page": page, "answered": answered, "shown": SHOWN}


def of_therapist(user, query: dict) -> dict:
    """Context of `my_backups.html`."""
    page = page_of(access.asked_by(user), query, size=SHOWN)
    for one in page.rows:
        said(one)
    return {"page": page}


def for_take(backup: Backup, query: dict) -> dict:
    """Context of `take_backup.html`: a search of the annuaire, then a button about the structure chosen."""
    structure, typed = partners.chosen(query), query.get("q", "")[:100]
    near = backup.person.departement if backup.person.departement in departements() else ""
    context = {"backup": said(backup), "q": typed, "structure": structure}
    if structure is None:
        services = _SERVICES.get(backup.kind, ())
        return context | {"found": partners.find(typed, departement=near, services=services)}
    first = {"structure": structure.pk, "version": backup.version}
    return context | {"form": TakeBackupForm(initial=first, auto_id=False)}
