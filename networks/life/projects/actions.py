"""Projects, axes, staff time: added, renamed, never merged."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from centre.models import User
from centre.refusals import Refused
from networks.life.models import Axis, Project, StaffTime


def save_project(
    project: Project | None = None,
    *,
    name: str,
    funder: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: User,
) -> Project:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("La fin doit être après le début.", field="ends_on")
    facts = {"name": name, "funder": funder, "starts_on": starts_on, "ends_on": ends_on}
    return _saved(project or Project(), facts, f"« {name} » est déjà un projet.")


def save_axis(axis: Axis | None = None, *, name: str, by: User) -> Axis:
    return _saved(axis or Axis(), {"name": name}, f"« {name} » est déjà un axe.")


def save_staff_time(
    staff_time: StaffTime | None = None,
    *,
    network: str,
    fte: Decimal,
    since: date,
    until: date | None = None,
    by: User,
) -> StaffTime:
    """`fte`: full-time equivalent, 0.25 is one day and a quarter a week."""
    if until and until < since:
        raise Refused("La fin doit être après le début.", field="until")
    facts = {"network": network, "fte": fte, "since": since, "until": until}
    return _saved(staff_time or StaffTime(), facts, "")


def _saved(record, facts: dict, already: str):
    for name, value in facts.items():
        setattr(record, name, value)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise Refused(already, field="name") from error
    return record
