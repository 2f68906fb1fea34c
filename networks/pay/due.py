"""Missions that are owed and on no issued statement.

Those who pay do not see missions: the portal reads them in its own name and hands over only what a line needs, never
whom a mission was for, nor where.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from centre.context import acting_as_system
from networks.choices import MissionState, Modality, StatementState
from networks.models import Mission, PayLine

OWED = (MissionState.VALIDATED, MissionState.LATE_CANCELLED)


@dataclass(frozen=True)
class Due:
    """`minutes`: those worked, or those planned when it was cancelled late. `travels`: whether a journey is owed."""

    mission_id: UUID
    interpreter_id: int
    day: date
    language: str
    minutes: int
    travels: bool
    asked_by_id: int | None
    late: bool = False  # cancelled too late


def due_missions(*, until: date, interpreter_id: int | None = None, lock: bool = False) -> list[Due]:
    """What is owed up to the day `until`, of one interpreter or of all; `lock` holds it to the transaction's end."""
    with acting_as_system():
        missions = _owed(until)
        if interpreter_id is not None:
            missions = missions.filter(interpreter=interpreter_id)
        if lock:
            missions = missions.select_for_update(of=["self"])
        return [_due(mission) for mission in missions.order_by("day", "starts_at", "pk")]


def count_waiting(*, until: date) -> int:
    """How many owed missions are on no statement at all, drafts included."""
    with acting_as_system():
        on_a_line = PayLine.objects.filter(mission_id=OuterRef("pk"), corrects=None)
        return _owed(until).exclude(Exists(on_a_line)).count()


def move(mission_ids: Iterable[UUID], before: str, after: str) -> None:
    """Say of these missions that they are on a statement, or paid. A late cancellation stays one."""
    with acting_as_system():
        missions = Mission.objects.filter(pk__in=list(mission_ids), state=before)
        missions.update(state=after, version=F("version") + 1)


def _owed(until: date) -> QuerySet[Mission]:
    issued = PayLine.objects.filter(mission_id=OuterRef("pk"), corrects=None).exclude(
        statement__state=StatementState.DRAFT
    )
    owed = Mission.objects.filter(imported=False, state__in=OWED, day__lte=until, interpreter__isnull=False)
    return owed.exclude(Exists(issued)).only(
        "interpreter",
        "day",
        "starts_at",
        "ends_at",
        "duration",
        "language",
        "modality",
        "state",
        "requested_by",
    )


def _due(mission: Mission) -> Due:
    cancelled = mission.state == MissionState.LATE_CANCELLED
    return Due(
        late=cancelled,
        mission_id=mission.pk,
        interpreter_id=mission.interpreter_id,
        day=mission.day,
        language=mission.language,
        minutes=(mission.planned_minutes if cancelled else mission.duration) or 0,
        travels=mission.modality == Modality.ON_SITE and not cancelled,
        asked_by_id=mission.requested_by_id,
    )
