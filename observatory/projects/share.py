"""A project's share of the centre's activities. Pure: rows in, counts out. An activity has no duration, so hours are
not counted."""

from collections.abc import Iterable
from datetime import date

from centre.numbers import ratio, total
from observatory.tally import heads


def printed_rows(listing: dict, first: date, last: date) -> list[dict] | None:
    """The activities held in a published bilan between two days; None if it was frozen without their projects."""
    rows = [row for section in listing["sections"] for row in section["activities"]]
    if any("project_id" not in row for row in rows):
        return None
    days = first.isoformat(), last.isoformat()
    return [row for row in rows if row["state"] == "tenue" and days[0] <= row["starts_on"] <= days[1]]


def of(rows: Iterable[dict], project_id: int) -> dict:
    """{"project", "all": {"held", "heads", "uncounted"}, "axes": [the same with "axis", None last], "held", "heads"}.

    The last two are percentages of the whole; None over nothing, or where the project's heads were not counted.
    """
    rows = list(rows)
    mine = [row for row in rows if row["project_id"] == project_id]
    axes = sorted({row["axis_name"] for row in mine}, key=lambda name: (name is None, name or ""))
    every, own = _counts(rows), _counts(mine)
    return {
        "project": own,
        "all": every,
        "axes": [
            {"axis": axis} | _counts([row for row in mine if row["axis_name"] == axis]) for axis in axes
        ],
        "held": ratio(100 * own["held"], every["held"], 0),
        "heads": ratio(100 * own["heads"], every["heads"], 0) if own["heads"] is not None else None,
    }


def _counts(rows: list[dict]) -> dict:
    counted = [heads(row) for row in rows]
    return {"held": len(rows), "heads": total(counted), "uncounted": counted.count(None)}
