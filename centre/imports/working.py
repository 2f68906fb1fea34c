"""An import in the worker: read, check, try for real, undo; and once confirmed, the same without undoing.

The preview is the import itself in a transaction rolled back. While a worker writes, its transaction holds the row of
its run: a worker that dies lets it go with everything it wrote, and another takes the run up from the start.
`attempts` is the ticket that a late answer no longer has.
"""

import base64
import json
import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from centre.context import acting_as_system
from centre.imports import telling
from centre.imports.models import ImportRun
from centre.imports.problems import ImportRefused
from centre.imports.reading import Given
from centre.imports.run import Done, Sheets, read_sheets, write
from centre.imports.states import LAST_STEP, MAX_ATTEMPTS, SILENCE, WORK, ImportState

log = logging.getLogger(__name__)

STOPPED = "L’import s’est arrêté trois fois en route\u00a0: rien n’a été gardé. Prévenez l’administration du portail."
BROKEN = (
    "L’import n’a pas pu se faire\u00a0: rien n’a été gardé. Si cela se répète, prévenez l’administration."
)
NO_RIGHT = "La personne qui a demandé cet import n’a plus le droit de le faire\u00a0: rien n’a été gardé."


class Lost(Exception):
    """Another worker took the run up, or somebody gave it up."""


class Undone(Exception):
    """The rows were written, and the transaction must not be kept."""

    def __init__(self, done: Done):
        super().__init__()
        self.done = done


def waiting(now: datetime) -> QuerySet[ImportRun]:
    """Runs that nobody works at: asked for a minute ago, or taken by a worker that gives no more sign."""
    asked = Q(sent_at__lt=now - timedelta(minutes=1)) & (
        Q(confirmed_at=None) | Q(confirmed_at__lt=now - timedelta(minutes=1))
    )
    return ImportRun.objects.filter(
        Q(state__in=WORK) & asked | Q(state__in=WORK.values(), seen_at__lt=now - SILENCE)
    )


def work(run_id) -> None:
    """Check a run, or do it once it is confirmed; nothing when another worker is at it."""
    run = _claim(run_id)
    if run is None:
        return
    try:
        if run.attempts > MAX_ATTEMPTS:
            _fail(run, STOPPED)
        elif not (run.confirmed_by or run.sent_by).may("import_past"):
            _fail(run, NO_RIGHT)
        else:
            _fill(run)
    except Lost:
        log.warning("import %s: taken up elsewhere", run_id)
    except Exception:
        log.exception("import %s failed", run_id)
        _fail(run, BROKEN)


def _claim(run_id) -> ImportRun | None:
    """Take a run for oneself: of two workers, one gets it; nobody gets one whose worker is writing."""
    now = timezone.now()
    with acting_as_system():
        found = ImportRun.objects.select_for_update(of=("self",), skip_locked=True)
        free = Q(state__in=WORK) | Q(state__in=WORK.values(), seen_at__lt=now - SILENCE)
        run = found.select_related("sent_by", "confirmed_by").filter(free, pk=run_id).first()
        if run is None:
            return None
        run.state = WORK.get(run.state, run.state)
        run.step, run.attempts, run.seen_at, run.failure = 0, run.attempts + 1, now, ""
        run.save(update_fields=["state", "step", "attempts", "seen_at", "failure"])
        return run


def _mine(run: ImportRun) -> QuerySet[ImportRun]:
    """The run, as long as no other worker took it up."""
    return ImportRun.objects.filter(pk=run.pk, state=run.state, attempts=run.attempts)


def _tell(run: ImportRun, step: int) -> None:
    with acting_as_system():
        if not _mine(run).update(step=step, seen_at=timezone.now()):
            raise Lost


def _end(run: ImportRun, **outcome) -> None:
    """Write how it ended, unless the run is somebody else's by now."""
    with acting_as_system():
        if _mine(run).select_for_update().exists():
            _save(run, **outcome)


def _fail(run: ImportRun, reason: str) -> None:
    _end(run, state=ImportState.FAILED, failure=reason, content="", detail="")


def _save(run: ImportRun, **outcome) -> None:
    for name, value in outcome.items():
        setattr(run, name, value)
    run.save(update_fields=list(outcome))


def _fill(run: ImportRun) -> None:
    given = Given(run.filename, base64.b64decode(run.content))
    sheets = read_sheets(given, lambda sheet: _tell(run, 1))
    _tell(run, LAST_STEP)
    try:
        with acting_as_system():
            if not _mine(run).select_for_update().exists():
                raise Lost
            done = write(sheets, at=timezone.now())
            if run.state != ImportState.APPLYING or done.fingerprint != run.fingerprint:
                raise Undone(done)
            _save(run, **_over(sheets, done))
    except ImportRefused as refused:
        _end(run, **_refused(sheets, refused))
    except Undone as undone:
        changed = run.state == ImportState.APPLYING
        _end(run, **_previewed(sheets, undone.done), changed=changed)


def _over(sheets: Sheets, done: Done) -> dict:
    return {
        "state": ImportState.APPLIED,
        "tallies": telling.tallies(sheets, done),
        "years": sorted(done.years),
        "content": "",
        "detail": "",
        "finished_at": timezone.now(),
    }


def _previewed(sheets: Sheets, done: Done) -> dict:
    return {
        "state": ImportState.PREVIEWED,
        "tallies": telling.tallies(sheets, done),
        "years": sorted(done.years),
        "detail": json.dumps({"problems": [], "samples": telling.samples(sheets, done)}),
        "fingerprint": done.fingerprint,
        "problem_count": 0,
    }


def _refused(sheets: Sheets, refused: ImportRefused) -> dict:
    return {
        "state": ImportState.REFUSED,
        "tallies": telling.refusals(sheets),
        "years": [],
        "content": "",
        "detail": json.dumps({"problems": telling.problems(refused.problems), "samples": []}),
        "problem_count": refused.problems.count,
    }
