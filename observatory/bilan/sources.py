"""What a block may show, in French, as the choices of its form."""

from collections.abc import Iterable
from itertools import groupby

from centre.numbers import UNKNOWN
from observatory.drawings.catalogue import Source, catalogue
from observatory.models import AnnualReport, PlannedSection
from observatory.states import BlockKind
from observatory.wording import inside, outside_plan

WITHOUT_SOURCE = (BlockKind.TEXT, BlockKind.SOLICITATIONS, BlockKind.FINDINGS)


def sources_of(report: AnnualReport) -> list[Source]:
    """The catalogue of an edition; before its year is counted, that of the plan."""
    if report.figures_public is not None:
        return catalogue(report.figures_public, report.listing)
    plan = list(PlannedSection.objects.values("rubric", "title"))
    return catalogue({"actions": {one["rubric"]: {} for one in plan} | {"total": {}}}, {"sections": plan})


def choices_of(sources: Iterable[Source], kind: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices grouped by section, for one kind of block. A list of activities is named by its rubric alone."""
    if kind in WITHOUT_SOURCE:
        return []
    found = [source for source in sources if kind in source.kinds and _offered(source, kind)]
    if kind == BlockKind.ACTIVITIES:
        return [(source.path.removeprefix("actions."), source.group) for source in found]
    return [
        (group, [(source.path, source.label) for source in those])
        for group, those in groupby(found, key=lambda source: source.group)
    ]


def _offered(source: Source, kind: str) -> bool:
    """The sources offered for one kind. Key figures are ticked one by one, those of the whole plan rather than of each
    section."""
    if kind != BlockKind.FIGURES:
        return True
    if source.path.startswith("actions."):
        return source.path.startswith("actions.total.")
    return "." in source.path


def names_of(sources: Iterable[Source]) -> dict[str, str]:
    """{path: « Personnes accompagnées, selon l’âge »}."""
    named = {source.path: f"{source.group}, {inside(source.label)}" for source in sources}
    rubrics = {
        source.path.removeprefix("actions."): source.group
        for source in sources
        if BlockKind.ACTIVITIES in source.kinds
    }
    return {UNKNOWN: outside_plan(UNKNOWN)} | rubrics | named
