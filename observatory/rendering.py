"""Makes the documents of an edition, in the worker: claim, count once, lay out, keep the file.

The year is counted in the name of whoever asked; the rest is the portal's own work. Each step is a short transaction
of its own, so that the page shows the progress. A worker that dies leaves a render without signs of life: another
claims it, and the late answer of the first is ignored (`started_at` changes with each claim).
"""

import hashlib
import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from centre import lives
from centre.context import acting_as, acting_as_system
from centre.document import CannotRender
from observatory import mails, report, verdicts
from observatory.bilan import contents
from observatory.counting import count_edition
from observatory.models import AnnualReport, ReportFile, ReportRender
from observatory.release import files
from observatory.release.models import SUFFIXES
from observatory.states import UNFINISHED, Mode, RenderState

log = logging.getLogger(__name__)

PULSE = 20  # seconds between two signs of life of a worker, however long its step
SILENCE = timedelta(minutes=2)  # a running render without a sign for that long has lost its worker
MAX_ATTEMPTS = 3
FOLDER = "bilans"
ORPHAN = timedelta(hours=1)  # a file that old and that no document names belongs to a worker that died
BROKEN = "Le document n’a pas pu être fait. Refaites-le\u202f; si cela se répète, prévenez l’administration."
STOPPED = "La fabrication s’est arrêtée trois fois. L’administration du portail est prévenue."
NO_RIGHT = "La personne qui a demandé ce bilan n’a plus le droit de le faire\u00a0: demandez-le à nouveau."


def claimable(now: datetime) -> Q:
    """Waiting, or running for a worker that died."""
    return Q(state=RenderState.WAITING) | Q(state=RenderState.RUNNING, seen_at__lt=now - SILENCE)


def make_documents(report_id) -> None:
    """Make what is still to be made of an edition, the public form first."""
    with acting_as_system():
        edition = AnnualReport.objects.select_related("requested_by").get(pk=report_id)
    for mode in (Mode.PUBLIC, Mode.EXACT):
        claimed = _claim(edition, mode)
        if claimed is not None:
            _make(claimed, edition.requested_by)


def _claim(edition: AnnualReport, mode: str) -> ReportRender | None:
    """Take a render for oneself: of two workers, one gets it."""
    now = timezone.now()
    with acting_as_system():
        taken = ReportRender.objects.filter(claimable(now), report=edition, mode=mode).update(
            state=RenderState.RUNNING, step=0, attempts=F("attempts") + 1, seen_at=now, started_at=now
        )
        return ReportRender.objects.get(report=edition, mode=mode) if taken else None


def _make(render: ReportRender, by) -> None:
    try:
        if render.attempts > MAX_ATTEMPTS:
            with acting_as_system():
                lives.tell("observatory.tasks.render_report", str(render.report_id))
            raise CannotRender(STOPPED)
        if not by.may("reports"):
            raise CannotRender(NO_RIGHT)
        with _alive(render):
            _fill(render, by)
    except CannotRender as reason:
        _end(render, state=RenderState.FAILED, error=str(reason))
    except Exception:
        log.exception("render %s failed", render.pk)
        _end(render, state=RenderState.FAILED, error=BROKEN)


@contextmanager
def _alive(render: ReportRender) -> Iterator[None]:
    """Signs of life from a thread beside: protecting a year, or proving it, may take minutes."""
    ended = Event()

    def beat():
        while not ended.wait(PULSE):
            _tell(render)
        connection.close()

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()


def _fill(render: ReportRender, by) -> None:
    with acting_as(by):
        edition = freeze(render.report_id)
        made_from = contents.fingerprint(edition)  # before its text is read: a change in between is told
        printed = report.printed_of(edition, render.mode)
    _tell(render, step=1)
    made = {"pdf": report.render(printed)}
    _tell(render, step=2)
    made |= files.make(printed)
    _tell(render, step=3)
    kept = {form: _kept(render, form, content) for form, content in made.items()}
    others = {form: file for form, file in kept.items() if form != "pdf"}
    if not _end(render, state=RenderState.READY, others=others, made_from=made_from, **kept["pdf"]):
        forget([file["path"] for file in kept.values()])


def _kept(render: ReportRender, form: str, content: bytes) -> dict:
    """Where a form of the document was written, what it weighs, its fingerprint."""
    path = keep(
        f"{FOLDER}/{render.pk}-{render.started_at:%Y%m%d%H%M%S%f}.{SUFFIXES.get(form, form)}", content
    )
    return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def freeze(report_id) -> AnnualReport:
    """The edition with its figures and its listing, counted now if nobody did: both forms share them.

    Rows that refer to it may be written meanwhile: its key does not change."""
    edition = AnnualReport.objects.select_for_update(no_key=True).get(pk=report_id)
    if edition.figures_public is None:
        count_edition(edition, at=timezone.now())
    if not verdicts.is_audited(edition):
        verdicts.audit_edition(edition, at=timezone.now())
    return edition


def keep(name: str, content: bytes) -> str:
    """Write a private file whole or not at all; returns its path under `MEDIA_ROOT`."""
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    return name


def forget(names: list[str]) -> None:
    """Remove files that no document needs any more."""
    for path in map(_inside, filter(None, names)):
        if path:
            path.unlink(missing_ok=True)


def _inside(name: str) -> Path | None:
    """Where a file is kept; None for a name that leads out of the folder of documents, which no worker wrote."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / name).resolve()
    return path if path.is_relative_to(root) else None


def start_again(report: AnnualReport) -> None:
    """The documents of an edition are to be made anew; what was made goes. Its figures stay as they are."""
    others = ReportFile.objects.filter(render__report=report)
    unneeded = [*report.renders.values_list("path", flat=True), *others.values_list("path", flat=True)]
    transaction.on_commit(lambda: forget(unneeded))
    others.delete()
    report.renders.update(
        state=RenderState.WAITING, step=0, attempts=0, path="", sha256="", size=None, made_from="", error="",
        seen_at=None, started_at=None, finished_at=None,
    )  # fmt: skip


def sweep(*, at: datetime) -> list[str]:
    """Remove what workers left behind when they died; returns the names."""
    root = Path(settings.MEDIA_ROOT)
    found = {
        str(file.relative_to(root))
        for file in (root / FOLDER).glob("*")
        if file.stat().st_mtime < (at - ORPHAN).timestamp()
    }
    with acting_as_system():
        found -= set(ReportRender.objects.filter(path__in=found).values_list("path", flat=True))
        found -= set(ReportFile.objects.filter(path__in=found).values_list("path", flat=True))
    forget(sorted(found))
    return sorted(found)


def _tell(render: ReportRender, **news) -> None:
    with acting_as_system():
        _mine(render).update(**news, seen_at=timezone.now())


def _end(render: ReportRender, *, others: dict | None = None, **outcome) -> bool:
    """Write the outcome, and the `others` (format → its file); False when another worker took the render up."""
    with acting_as_system():
        # One at a time about an edition: the last document to end tells whoever asked, once.
        edition = AnnualReport.objects.select_for_update().get(pk=render.report_id)
        ended = _mine(render).update(finished_at=timezone.now(), seen_at=timezone.now(), **outcome)
        if ended and others:
            ReportFile.objects.bulk_create(
                ReportFile(render=render, format=form, **file) for form, file in others.items()
            )
        if ended and not edition.renders.filter(state__in=UNFINISHED).exists():
            mails.documents_made(edition)
    return bool(ended)


def _mine(render: ReportRender):
    """The render, as long as no other worker took it up."""
    return ReportRender.objects.filter(pk=render.pk, started_at=render.started_at, state=RenderState.RUNNING)


def open_kept(kept: ReportRender | ReportFile):
    """The file of a ready document, or None when it is not the very one that was made: it is never remade."""
    path = _inside(kept.path)
    try:
        content = path.read_bytes() if path else None
    except OSError:
        content = None
    if content is None:
        log.error("document %s: file lost", kept.pk)
        return None
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        log.error("document %s: file changed", kept.pk)
        return None
    return io.BytesIO(content)
