"""An import in the worker: read, check, write, roll back; once confirmed, the same without rolling back.

The preview is the import itself in a transaction rolled back. Files uploaded together are previewed in the order of
their years, each after those before it, then imported in that order. While a worker writes, its transaction locks the
rows of its runs: if it dies, its writes are rolled back with the lock, and another worker starts again from the
beginning. `attempts` rises with each claim, so that a late worker finds that the run is no longer its own.
"""

import base64
import logging
from copy import copy
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from centre.context import acting_as_system
from centre.imports import outcomes
from centre.imports.models import ImportRun
from centre.imports.problems import ImportRefused
from centre.imports.reading import Given
from centre.imports.run import Sheets, read_sheets, write
from centre.imports.states import LAST_STEP, MAX_ATTEMPTS, SILENCE, WORK, ImportState
from centre.lives import tell

log = logging.getLogger(__name__)

STOPPED = (
    "L’import s’est arrêté trois fois en route\u00a0: rien n’a été gardé. L’administration est prévenue."
)
BROKEN = (
    "L’import n’a pas pu se faire\u00a0: rien n’a été gardé. Si cela se répète, prévenez l’administration."
)
NO_RIGHT = "La personne qui a demandé cet import n’a plus le droit de le faire\u00a0: rien n’a été gardé."
SAME_YEAR = (
    "la plupart de ses lignes sont de {year}, comme celles de «\u00a0{other}\u00a0», déposé en même temps"
)
ONE_A_YEAR = "Réunissez les deux en un seul fichier, ou déposez celui-ci après avoir importé l’autre."


class Lost(Exception):
    """Another worker claimed the run, or somebody abandoned it."""


class Undone(Exception):
    """Raised to roll the transaction back once everything is written; `outcome` is what it would have done."""

    def __init__(self, outcome: dict):
        super().__init__()
        self.outcome = outcome


def waiting(now: datetime) -> QuerySet[ImportRun]:
    """Runs that no worker is on: asked for over a minute ago, or claimed by a worker that stopped signalling."""
    asked = Q(sent_at__lt=now - timedelta(minutes=1)) & (
        Q(confirmed_at=None) | Q(confirmed_at__lt=now - timedelta(minutes=1))
    )
    return ImportRun.objects.filter(
        Q(state__in=WORK) & asked | Q(state__in=WORK.values(), seen_at__lt=now - SILENCE)
    )


def work(run_id) -> None:
    """Preview a run and those uploaded with it, or import it once confirmed, then the next; nothing if others are on
    it."""
    while runs := _claim(run_id):
        _carry_out(runs)
        run_id = _next(runs)


def _carry_out(runs: list[ImportRun]) -> None:
    first = runs[0]
    try:
        if first.attempts > MAX_ATTEMPTS:
            _fail(runs, STOPPED)
            with acting_as_system():
                tell("centre.imports.tasks.work_import", str(first.pk))
        elif not (first.confirmed_by or first.sent_by).may("import_past"):
            _fail(runs, NO_RIGHT)
        elif first.state == ImportState.APPLYING:
            _apply(first)
        else:
            _preview(runs)
    except Lost:
        log.warning("import %s: taken up elsewhere", first.pk)
    except Exception:
        log.exception("import %s failed", first.pk)
        _fail(runs, BROKEN)


def _claim(run_id) -> list[ImportRun]:
    """Claim runs: of two workers one gets them, and nobody gets a run whose worker is writing.

    To preview: all those uploaded together. Confirmed: one, once those before it are imported.
    """
    now = timezone.now()
    with acting_as_system():
        if run_id is None or not _lead(run_id):
            return []
        free = Q(state__in=WORK) | Q(state__in=WORK.values(), seen_at__lt=now - SILENCE)
        found = ImportRun.objects.select_for_update(of=("self",), skip_locked=True).filter(free)
        found = found.select_related("sent_by", "confirmed_by")
        run = found.filter(pk=run_id).first()
        runs = [run] if run else []
        if run and run.batch and run.confirmed_at is None:
            runs = list(found.filter(batch=run.batch, confirmed_at=None).order_by("rank"))
        elif run and _before(run).exists():
            return []
        for run in runs:
            run.state = WORK.get(run.state, run.state)
            run.step, run.attempts, run.seen_at, run.failure = 0, run.attempts + 1, now, ""
            run.save(update_fields=["state", "step", "attempts", "seen_at", "failure"])
        return runs


def _lead(run_id) -> bool:
    """Lock the first of the files uploaded together, so that one worker alone claims them."""
    lead = Subquery(ImportRun.objects.filter(pk=run_id).values(lead=Coalesce("batch", "id")))
    return ImportRun.objects.select_for_update(skip_locked=True).filter(pk=lead).defer("content").exists()


def _before(run: ImportRun) -> QuerySet[ImportRun]:
    """Those uploaded with it that must be imported first, and are not yet."""
    if run.batch is None:
        return ImportRun.objects.none()
    at_work = [ImportState.CONFIRMED, ImportState.APPLYING]
    return ImportRun.objects.filter(batch=run.batch, rank__lt=run.rank, state__in=at_work)


def _next(runs: list[ImportRun]):
    """Id of the next one to import among those uploaded together."""
    if runs[0].batch is None:
        return None
    with acting_as_system():
        waiting = ImportRun.objects.filter(batch=runs[0].batch, state=ImportState.CONFIRMED)
        return waiting.order_by("rank").values_list("pk", flat=True).first()


def _mine(runs: list[ImportRun]) -> QuerySet[ImportRun]:
    """Those of these runs that no other worker has claimed."""
    mine = [Q(pk=run.pk, state=run.state, attempts=run.attempts) for run in runs]
    return ImportRun.objects.filter(reduce(or_, mine))


def _hold(runs: list[ImportRun]) -> None:
    """Lock the runs until the end of the transaction; Lost if one is no longer ours."""
    if len(_mine(runs).select_for_update().values_list("pk")) < len(runs):
        raise Lost


def _tell(runs: list[ImportRun], step: int, at: ImportRun) -> None:
    """Signal that the worker is alive, for all the runs; set the step of the one in hand."""
    with acting_as_system():
        if _mine(runs).update(seen_at=timezone.now()) < len(runs):
            raise Lost
        _mine([at]).update(step=step)


def _end(run: ImportRun, **outcome) -> None:
    """Write the outcome, unless another worker has claimed the run."""
    with acting_as_system():
        if _mine([run]).select_for_update().exists():
            ended = copy(run)  # `run` says what the worker holds until the transaction is kept
            for name, value in outcome.items():
                setattr(ended, name, value)
            ended.save(update_fields=list(outcome))


def _fail(runs: list[ImportRun], reason: str) -> None:
    for run in runs:
        _end(run, **outcomes.failed(reason))


def _apply(run: ImportRun) -> None:
    sheets = _read(run, lambda sheet: _tell([run], 1, run))
    _tell([run], LAST_STEP, run)
    try:
        with acting_as_system():
            _hold([run])
            done = write(sheets, at=timezone.now())
            if done.fingerprint != run.fingerprint:
                raise Undone(outcomes.previewed(done))
            _end(run, **outcomes.applied(done))
    except ImportRefused:
        _end(run, **outcomes.refused(sheets))
    except Undone as undone:
        _end(run, **undone.outcome, changed=True)


def _preview(runs: list[ImportRun]) -> None:
    """Write each file after those before it, in the order of their years, then roll them all back.

    When there are several, each is read again just before it is written: all of them at once would fill the memory.
    """
    years = {}
    for run in runs:
        sheets = _read(run, lambda sheet, run=run: _tell(runs, 1, run))
        years[run] = sheets.year
    for run in runs:
        _tell(runs, LAST_STEP, run)
    found: dict[ImportRun, dict] = {}
    try:
        with acting_as_system():
            _hold(runs)
            for rank, run in enumerate(sorted(runs, key=lambda run: (years[run], run.rank))):
                sheets = _read(run) if len(runs) > 1 else sheets
                _refuse_same_year(run, sheets, [other for other in found if years[other] == years[run] > 0])
                found[run] = {"rank": rank, **_tried(run, sheets)}
            raise Undone(found)
    except Undone:
        with acting_as_system():
            for run, outcome in found.items():
                _end(run, **outcome)


def _read(run: ImportRun, tell=lambda sheet: None) -> Sheets:
    return read_sheets(Given(run.filename, base64.b64decode(run.content)), tell)


def _refuse_same_year(run: ImportRun, sheets: Sheets, others: list[ImportRun]) -> None:
    for other in others[:1]:
        reason = SAME_YEAR.format(year=sheets.year, other=other.filename)
        sheets.problems.add(run.filename, reason, advice=ONE_A_YEAR)


def _tried(run: ImportRun, sheets: Sheets) -> dict:
    """What writing this one does, in a savepoint of a transaction that goes on."""
    try:
        with transaction.atomic():
            done = write(sheets, at=timezone.now())
            return outcomes.previewed(done)
    except ImportRefused:
        return outcomes.refused(sheets)
    except Exception:
        log.exception("import %s: could not be tried", run.pk)
        return outcomes.failed(BROKEN)
