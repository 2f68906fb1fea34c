"""What a bilan lists beside its figures: its sections in order, their activities, the solicitations. Frozen too."""

from centre.models import Settings
from centre.numbers import UNKNOWN, iso
from networks import activity as networks_activity
from observatory.figures import rubrics
from observatory.findings.reading import findings_for
from observatory.models import PlannedSection
from observatory.wording import outside_plan

HEADS = ("professionals", "users", "participants", "excused")
TAGS = ("project_id", "axis_name")  # of the funded projects' share: never printed


def compile_listing(year: int) -> dict:
    """{"centre", "sections": [{"rubric", "title", "activities": […]}], "solicitations", "findings"}, ready for JSON."""
    rows = [_activity(row) for row in networks_activity.activity_rows(year)]
    titles = dict(PlannedSection.objects.values_list("rubric", "title"))
    sections = [
        {
            "rubric": rubric or UNKNOWN,
            "title": titles.get(rubric) or outside_plan(rubric),
            "planned": rubric in titles,
            "activities": [row for row in rows if row["rubric"] == rubric],
        }
        for rubric in rubrics()
    ]
    return {
        "centre": Settings.objects.values_list("name", flat=True).first() or "",
        "sections": [section for section in sections if section["planned"] or section["activities"]],
        "solicitations": [_solicitation(row) for row in networks_activity.solicitation_rows(year)],
        "findings": findings_for(year),
    }


def _activity(row: dict) -> dict:
    days = {name: iso(row[name]) for name in ("starts_on", "ends_on", "postponed_date")}
    words = {name: row[name] for name in ("rubric", "title", "type", "modality", "state", "host", *TAGS)}
    return words | days | {name: row[name] for name in HEADS}


def _solicitation(row: dict) -> dict:
    days = {name: iso(row[name]) for name in ("asked_from", "asked_to", "wanted_from", "wanted_to")}
    return days | {name: row[name] for name in ("requester", "subject", "answer_count")}
