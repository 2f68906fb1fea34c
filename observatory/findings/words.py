"""A *constat* in words, for bilans and public pages. Pure."""

from centre.reference import OCCITANIE, departements
from observatory.layout import alphabetical, typeset
from observatory.states import FindingKind, FindingTheme, StepState


def said(finding: dict) -> dict:
    """The words of a *constat* as `reading` tells it: kind, theme, territory, title, detail, steps: [(state, text)]."""
    return {
        "kind": FindingKind(finding["kind"]).label,
        "theme": FindingTheme(finding["theme"]).label,
        "territory": territory(finding["departements"]),
        "title": typeset(finding["title"]),
        "detail": typeset(finding["detail"]),
        "steps": [
            (StepState(step["state"]).label, typeset(step["text"])) for step in finding.get("steps", ())
        ],
    }


def territory(codes: list[str]) -> str:
    """« Gard, Hérault »; without any, as with all of them, the whole region."""
    if not codes or set(codes) == set(OCCITANIE):
        return "Toute la région"
    names = departements()
    return ", ".join(sorted((names.get(code, code) for code in codes), key=alphabetical))
