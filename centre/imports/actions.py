"""Every write about an import: uploaded, confirmed, abandoned, expired."""

import base64
import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from centre.imports import tasks
from centre.imports.files import Chosen, given
from centre.imports.models import ImportRun
from centre.imports.states import LIVING, OVER, ImportState
from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue

MOST_WAITING = 5
BUSY = "Cinq imports attendent déjà\u00a0: confirmez-les ou abandonnez-les d’abord."
NOT_READY = "Cet import est «\u00a0{state}\u00a0»\u00a0: la page a changé entre-temps."
OTHER_PREVIEW = "L’aperçu a changé depuis que vous l’avez ouvert\u00a0: revoyez-le avant de confirmer."
DOUBTFUL = "Cochez la case\u00a0: ces lignes changeraient ce que leur référence ou leur code désigne déjà."
UNDER_WAY = "Cet import est en cours\u00a0: attendez qu’il finisse."


@transaction.atomic
def send(*, files: list[tuple[str, bytes]], idempotency_key: UUID, by: User, at: datetime) -> ImportRun:
    """Keep the uploaded files and have them checked; returns the first of the imports, one per file.

    Idempotent: the key becomes the primary key of the first import.
    """
    known = ImportRun.objects.defer("content", "detail").filter(pk=idempotency_key).first()
    if known:
        return known
    if _sent_together().count() >= MOST_WAITING:
        raise Refused(BUSY)
    found = given(files)
    batch = idempotency_key if len(found) > 1 else None
    for rank, chosen in enumerate(found):
        run = ImportRun(batch=batch, rank=rank, sent_by=by, sent_at=at, **_kept(chosen))
        run.pk = run.pk if rank else idempotency_key
        run.save(force_insert=True)
    transaction.on_commit(lambda: enqueue(tasks.work_import, str(idempotency_key)))
    return ImportRun.objects.defer("content", "detail").get(pk=idempotency_key)


def _sent_together() -> QuerySet:
    """What is waiting, one row per upload."""
    living = ImportRun.objects.filter(state__in=LIVING).order_by()
    return living.values(sent=Coalesce("batch", "id")).distinct()


def _kept(chosen: Chosen) -> dict:
    """The fields of an import: the file, or, for a file that is refused, the reason alone."""
    file = chosen.file
    kept = {
        "filename": file.name,
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "size": len(file.content),
    }
    if chosen.refusal:
        told = {"problems": [[file.name, None, "", "", chosen.refusal, ""]], "samples": []}
        return kept | {"state": ImportState.REFUSED, "detail": json.dumps(told), "problem_count": 1}
    return kept | {"content": base64.b64encode(file.content).decode()}


@transaction.atomic
def confirm(run: ImportRun, *, fingerprint: str, by: User, at: datetime, sure: bool = False) -> None:
    """Have the worker do what the preview showed. Idempotent.

    `fingerprint`: that of the preview that was read. `sure`: the user vouches for the rows that look doubtful.
    """
    run = _held(run)
    if run.state in (ImportState.CONFIRMED, ImportState.APPLYING, ImportState.APPLIED):
        return
    if run.state != ImportState.PREVIEWED:
        raise Refused(NOT_READY.format(state=run.get_state_display().lower()))
    if run.fingerprint != fingerprint:
        raise Refused(OTHER_PREVIEW)
    if run.doubtful and not sure:
        raise Refused(DOUBTFUL, field="sure")
    run.state, run.confirmed_by, run.confirmed_at = ImportState.CONFIRMED, by, at
    run.step, run.attempts, run.changed = 0, 0, False
    run.save(update_fields=["state", "confirmed_by", "confirmed_at", "step", "attempts", "changed"])
    transaction.on_commit(lambda: enqueue(tasks.work_import, str(run.pk)))


@transaction.atomic
def confirm_several(*, chosen: list[tuple[ImportRun, str]], by: User, at: datetime) -> int:
    """Confirm several previews; each is then imported in its own transaction, in the order of their years. Returns how
    many.

    `chosen`: (import, the fingerprint of its preview).
    """
    for run, fingerprint in sorted(chosen, key=lambda one: one[0].rank):
        confirm(run, fingerprint=fingerprint, by=by, at=at)
    return len(chosen)


@transaction.atomic
def abandon_several(runs: list[ImportRun], *, by: User, at: datetime) -> None:
    """Abandon those that still can be."""
    for run in runs:
        if run.is_droppable:
            abandon(run, by=by, at=at)


@transaction.atomic
def abandon(run: ImportRun, *, by: User, at: datetime) -> None:
    """Erase the file and its preview; the row stays. Idempotent."""
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
    """Erase an import that nobody confirmed in time."""
    run = _held(run)
    if run.state not in OVER and run.erased_on <= at:
        _erase(run, ImportState.EXPIRED, at)


def _held(run: ImportRun) -> ImportRun:
    """The row, locked; refused at once if a worker holds it, rather than waited for."""
    found = ImportRun.objects.select_for_update(of=("self",), skip_locked=True).defer("content", "detail")
    held = found.filter(pk=run.pk).first()
    if held is None:
        raise Refused(UNDER_WAY)
    return held


def _erase(run: ImportRun, state: str, at: datetime) -> None:
    run.state, run.finished_at = state, at
    run.content = run.detail = ""
    run.save(update_fields=["state", "finished_at", "content", "detail"])
