"""Every write about an import: sent, confirmed, given up, forgotten."""

import base64
import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from centre.imports import tasks
from centre.imports.files import given
from centre.imports.models import ImportRun
from centre.imports.states import LIVING, OVER, ImportState
from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue

MOST_WAITING = 5
BUSY = "Cinq imports attendent déjà\u00a0: confirmez-les ou abandonnez-les d’abord."
NOT_READY = "Cet import est «\u00a0{state}\u00a0»\u00a0: la page a changé entre-temps."
OTHER_PREVIEW = "L’aperçu a changé depuis que vous l’avez ouvert\u00a0: revoyez-le avant de confirmer."
UNDER_WAY = "Cet import est en cours\u00a0: attendez qu’il finisse."


@transaction.atomic
def send(*, files: list[tuple[str, bytes]], idempotency_key: UUID, by: User, at: datetime) -> ImportRun:
    """Keep what was chosen and have it checked. The key is the import's own: the same form twice is one import."""
    known = ImportRun.objects.defer("content", "detail").filter(pk=idempotency_key).first()
    if known:
        return known
    if ImportRun.objects.filter(state__in=LIVING).count() >= MOST_WAITING:
        raise Refused(BUSY)
    file = given(files)
    run = ImportRun(
        pk=idempotency_key,
        filename=file.name,
        sha256=hashlib.sha256(file.content).hexdigest(),
        size=len(file.content),
        content=base64.b64encode(file.content).decode(),
        sent_by=by,
        sent_at=at,
    )
    run.save(force_insert=True)
    transaction.on_commit(lambda: enqueue(tasks.work_import, str(run.pk)))
    return run


@transaction.atomic
def confirm(run: ImportRun, *, fingerprint: str, by: User, at: datetime) -> None:
    """Have what the preview showed done. Twice is once."""
    run = _held(run)
    if run.state in (ImportState.CONFIRMED, ImportState.APPLYING, ImportState.APPLIED):
        return
    if run.state != ImportState.PREVIEWED:
        raise Refused(NOT_READY.format(state=run.get_state_display().lower()))
    if run.fingerprint != fingerprint:
        raise Refused(OTHER_PREVIEW)
    run.state, run.confirmed_by, run.confirmed_at = ImportState.CONFIRMED, by, at
    run.step, run.attempts, run.changed = 0, 0, False
    run.save(update_fields=["state", "confirmed_by", "confirmed_at", "step", "attempts", "changed"])
    transaction.on_commit(lambda: enqueue(tasks.work_import, str(run.pk)))


@transaction.atomic
def abandon(run: ImportRun, *, by: User, at: datetime) -> None:
    """Erase the file, keep that it came. Twice is once."""
    run = _held(run)
    if run.state == ImportState.ABANDONED:
        return
    if not run.is_droppable:
        raise Refused(
            UNDER_WAY if run.is_at_work else NOT_READY.format(state=run.get_state_display().lower())
        )
    _erase(run, ImportState.ABANDONED, at)


@transaction.atomic
def forget(run: ImportRun, *, at: datetime) -> None:
    """Erase what nobody confirmed in time."""
    run = _held(run)
    if run.state not in OVER and run.erased_on <= at:
        _erase(run, ImportState.EXPIRED, at)


def _held(run: ImportRun) -> ImportRun:
    """Locked for the transaction; a worker that holds it is not waited for."""
    found = ImportRun.objects.select_for_update(of=("self",), skip_locked=True).defer("content", "detail")
    held = found.filter(pk=run.pk).first()
    if held is None:
        raise Refused(UNDER_WAY)
    return held


def _erase(run: ImportRun, state: str, at: datetime) -> None:
    run.state, run.finished_at = state, at
    run.content = run.detail = ""
    run.save(update_fields=["state", "finished_at", "content", "detail"])
