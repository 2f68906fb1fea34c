"""The published *constats* of a year, as a bilan freezes them and the public page shows them: without their origin."""

from datetime import date

from centre.numbers import iso
from observatory.findings import access
from observatory.findings.models import Finding
from observatory.states import FindingKind, FindingTheme

THEMES, KINDS = FindingTheme.values, FindingKind.values


def findings_for(year: int, *, departement: str = "", theme: str = "") -> list[dict]:
    """One dict per published *constat* seen in the year, ready for JSON, by theme, by nature, then by day.

    Keys: kind, theme (codes), title, detail, departements (codes; none: the whole region), seen_on (ISO), steps:
    [{state, text, day}] in the order of days. `departement`: of this one, or of the whole region. `words.said` says it.
    """
    found = access.published().filter(seen_on__range=(date(year, 1, 1), date(year, 12, 31)))
    if departement:
        found = found.filter(departements__contains=[departement]) | found.filter(departements=[])
    if theme:
        found = found.filter(theme=theme)
    return [_told(finding) for finding in sorted(found.prefetch_related("steps"), key=_order)]


def _order(finding: Finding) -> tuple:
    return THEMES.index(finding.theme), KINDS.index(finding.kind), finding.seen_on, finding.pk


def _told(finding: Finding) -> dict:
    words = {name: getattr(finding, name) for name in ("kind", "theme", "title", "detail", "departements")}
    steps = [{"state": step.state, "text": step.text, "day": iso(step.day)} for step in finding.steps.all()]
    return words | {"seen_on": iso(finding.seen_on), "steps": steps}
