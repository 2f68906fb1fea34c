"""A pasted table: previewed row by row, then imported whole, or not at all."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from centre.imports.checking import check
from centre.imports.problems import Problems, shown
from centre.imports.reading import Table
from centre.imports.sheets import Row, Run, Tally
from centre.models import User
from centre.refusals import Refused
from networks.choices import ActivityState
from networks.life.actions import alone, bump
from networks.life.imports import ACTIVITIES
from networks.life.models import Activity, ActivityHeads
from networks.life.paste.completing import completed
from networks.life.paste.stored import said, stored_rows
from networks.life.paste.tables import as_said, label, text_of

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass
class Line:
    """What a row would do. `changes`: (label, before, after); `reasons`: (label, why it is refused)."""

    number: int
    reference: str
    title: str
    outcome: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Preview:
    """`digest` is a hash of the text and of what the database held. `faults`: errors of the table as a whole."""

    lines: list[Line]
    faults: list[str]
    text: str
    digest: str
    stale: bool = False

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        return {outcome: self.count(outcome) for outcome in (NEW, CHANGED, SAME, REFUSED)}

    @property
    def may_be_written(self) -> bool:
        counts = self.counts
        return not self.faults and not counts[REFUSED] and bool(counts[NEW] or counts[CHANGED])

    @property
    def shown(self) -> list[Line]:
        """Refused rows first, then those that change something; identical rows are only counted."""
        order = {REFUSED: 0, CHANGED: 1, NEW: 2}
        told = [line for line in self.lines if line.outcome != SAME]
        return sorted(told, key=lambda line: (order[line.outcome], line.number))


@transaction.atomic
def preview(*, table: Table, digest: str = "", by: User, at: datetime) -> Preview:
    """What importing this table would do: imported, then rolled back, so that the database has its say too."""
    alone()
    found, rows = _read(table, by=by, at=at)
    if found.may_be_written:
        undo = transaction.savepoint()
        try:
            with transaction.atomic():
                _write(rows, by=by, at=at)
        except (DataError, IntegrityError) as error:
            found.faults.append(f"La base refuse ces données : {shown(error, 200)}")
        transaction.savepoint_rollback(undo)
    return found


@transaction.atomic
def paste(*, table: Table, digest: str, by: User, at: datetime) -> Tally | Preview:
    """Import the table previewed as `digest`; if anything has changed since, return a new preview instead."""
    alone()
    found, rows = _read(table, by=by, at=at)
    if digest != found.digest or not found.may_be_written:
        found.stale = True
        return found
    try:
        with transaction.atomic():
            return _write(rows, by=by, at=at)
    except (DataError, IntegrityError) as error:
        raise Refused(f"La base refuse ces données : {shown(error, 200)}. Rien n’a été écrit.") from error


def _read(table: Table, *, by: User, at: datetime) -> tuple[Preview, list[Row]]:
    problems, said_of_it = Problems(), table
    table = completed(table)
    run = Run(by.pk, at, timezone.localdate(at))
    rows = check({ACTIVITIES.name: table}, [ACTIVITIES], run, problems)[ACTIVITIES.name]
    faults, by_line = _sorted_out(problems, table)
    before = stored_rows({row["reference"] for row in rows})
    read = {row.line: row for row in rows}
    lines = [
        _line(number, table, cells, read.get(number), by_line.get(number, []), before)
        for number, cells in table.rows
    ]
    text = text_of(said_of_it)
    digest = hashlib.sha256(f"{text}\x00{sorted(before.items())!r}".encode()).hexdigest()
    return Preview(lines, faults, text, digest), rows


def _sorted_out(problems: Problems, table: Table):
    """(errors of the whole table, errors by row)."""
    lines, by_line, faults = {number for number, _ in table.rows}, defaultdict(list), []
    for problem in problems.kept:
        reason = as_said(problem.column, problem.reason)
        if problem.line in lines:
            by_line[problem.line].append((label(problem.column), reason))
        else:
            faults.append(f"{label(problem.column)} : {reason}" if problem.column else reason)
    return faults[:20], by_line


def _line(number: int, table: Table, cells: list[str], row: Row | None, reasons, before) -> Line:
    named = dict(zip(table.header, cells, strict=False))
    line = Line(number, shown(named.get("reference", "")), shown(named.get("intitule", ""), 80), REFUSED)
    if row is None or reasons:
        line.reasons = reasons or [("", "ligne illisible")]
        return line
    stored = before.get(row["reference"])
    if stored is None:
        line.outcome = NEW
        return line
    line.changes = [
        (label(name), said(name, stored[name]), said(name, row[name]))
        for name in ACTIVITIES.columns
        if not _same(stored[name], row[name])
    ]
    line.outcome = CHANGED if line.changes else SAME
    return line


def _same(before, after) -> bool:
    """Structures are a set: their order says nothing."""
    return set(before) == set(after) if isinstance(before, list) else before == after


def _write(rows: list[Row], *, by: User, at: datetime) -> Tally:
    """Load, then what a sheet does not know of: who wrote it, its version, shares of heads that are gone."""
    references = {row["reference"] for row in rows}
    before = stored_rows(references)
    tally = ACTIVITIES.load(rows, Run(by.pk, at, timezone.localdate(at)))
    created = references - before.keys()
    Activity.objects.filter(reference__in=created).update(recorded_by=by)
    changed = {
        row["reference"]
        for row in rows
        if row["reference"] in before
        and not all(_same(before[row["reference"]][name], row[name]) for name in ACTIVITIES.columns)
    }
    bump(changed)
    touched = Activity.objects.filter(reference__in=changed)
    gone = touched.exclude(state=ActivityState.HELD)
    ActivityHeads.objects.filter(activity__in=gone).delete()
    touched.exclude(state=ActivityState.CANCELLED).exclude(cancel_reason="").update(cancel_reason="")
    return tally
