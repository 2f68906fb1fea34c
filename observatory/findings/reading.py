"""The published *constats* of a year, for the public page: without where they come from."""

from datetime import date

from centre.reference import departements
from observatory.findings import access
from observatory.findings.models import Finding


def findings_for(year: int, *, departement: str = "", theme: str = "") -> list[dict]:
    """One dict a published *constat* seen in the year, by theme then by day; `departement`: of this one, or of all.

    Keys: kind, kind_label, theme, theme_label, title, detail, departements (codes; none: the whole region), territory
    (in words), seen_on (ISO), steps: [{state, state_label, text, day}] in the order of days.
    """
    found = access.published().filter(seen_on__range=(date(year, 1, 1), date(year, 12, 31)))
    if departement:
        found = found.filter(departements__contains=[departement]) | found.filter(departements=[])
    if theme:
        found = found.filter(theme=theme)
    return [_told(finding) for finding in found.prefetch_related("steps").order_by("theme", "seen_on", "pk")]


def territory(codes: list[str]) -> str:
    """« Gard, Hérault »; without any, the whole region."""
    names = departements()
    return ", ".join(sorted(names.get(code, code) for code in codes)) or "Toute la région"


def _told(finding: Finding) -> dict:
    return {
        "kind": finding.kind,
        "kind_label": finding.get_kind_display(),
        "theme": finding.theme,
        "theme_label": finding.get_theme_display(),
        "title": finding.title,
        "detail": finding.detail,
        "departements": finding.departements,
        "territory": territory(finding.departements),
        "seen_on": finding.seen_on.isoformat(),
        "steps": [
            {
                "state": step.state,
                "state_label": step.get_state_display(),
                "text": step.text,
                "day": step.day.isoformat(),
            }
            for step in finding.steps.all()
        ],
    }
