"""Activities as the rows of a sheet: to compare with one, to export one."""

from collections import defaultdict

from networks.life.imports import ACTIVITIES
from networks.life.models import Activity, ActivityStructure
from networks.life.words import iso_period

_FIELDS = {
    column: name
    for column, name in ACTIVITIES.held.columns.items()
    if isinstance(name, str) and "__" not in name
}


def stored_rows(references) -> dict[str, dict]:
    """Reference → the values of a sheet's row, as `Row` holds them. Two statements."""
    return rows_of(Activity.objects.filter(reference__in=references))


def rows_of(activities) -> dict[str, dict]:
    found = list(activities.select_related("postponed_to"))
    present, excused = defaultdict(list), defaultdict(list)
    attendances = ActivityStructure.objects.filter(activity__in=found).order_by("structure__name")
    for activity, name, there in attendances.values_list("activity_id", "structure__name", "present"):
        (present if there else excused)[activity].append(name)
    return {
        activity.reference: {
            **{column: getattr(activity, name) for column, name in _FIELDS.items()},
            "date": (activity.starts_on, activity.ends_on),
            "reportee_a": activity.postponed_to.reference if activity.postponed_to else "",
            "structures_presentes": present[activity.pk],
            "structures_excusees": excused[activity.pk],
        }
        for activity in found
    }


def said(column: str, value) -> str:
    """A value as the sheet writes it."""
    if value is None:
        return ""
    if column == "date":
        return iso_period(*value)
    return ";".join(value) if isinstance(value, list) else str(value)


def cells_of(row: dict) -> list[str]:
    return [said(column, row[column]) for column in ACTIVITIES.columns]
