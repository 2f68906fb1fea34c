"""The sheet `plan`: the numbered sections of the year's report, in order. The centre's plan is the last imported."""

from centre.imports import columns as c
from centre.imports.sheets import Held, Row, Run, Sheet, Tally, declare
from centre.imports.writing import settle
from observatory.models import PlannedSection


def load_plan(rows: list[Row], run: Run) -> Tally:
    """Sections that the sheet no longer has leave the plan."""
    wanted = {
        row["rubrique"]: {"title": row["titre"], "position": position}
        for position, row in enumerate(rows, start=1)
    }
    removed, _ = PlannedSection.objects.exclude(rubric__in=wanted).delete()
    settled = settle(PlannedSection, "rubric", wanted)
    keyed = ((row["rubrique"], row) for row in rows)
    return Tally.of(keyed, settled.created, settled.updated, removed=removed)


PLAN = declare(
    Sheet(
        name="plan",
        position=10,
        key="rubrique",
        columns={
            "rubrique": c.text(PlannedSection.rubric, required=True),
            "titre": c.text(PlannedSection.title, required=True),
        },
        load=load_plan,
        held=Held(PlannedSection, "rubric", {"rubrique": "rubric", "titre": "title"}),
    )
)
