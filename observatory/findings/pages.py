"""What the pages of the *constats* list."""

from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from centre.context_processors import centre_settings
from observatory.findings.models import Finding
from observatory.findings.words import territory
from observatory.small_numbers import small_numbers
from observatory.states import FindingKind, StepState

SIZE = 50
COLUMNS = (
    "Constaté le",
    "Nature",
    "Thème",
    "Constat",
    "Précisions",
    "Territoire",
    "Publié le",
    "Suites",
)
TONES = {
    FindingKind.NEED: "info",
    FindingKind.LACK: "warning",
    FindingKind.BRAKE: "danger",
    FindingKind.LEVER: "good",
}
STEP_TONES = {
    StepState.TO_DO: "waiting",
    StepState.UNDER_WAY: "info",
    StepState.DONE: "good",
    StepState.DROPPED: "neutral",
}


def page(findings: QuerySet[Finding], query: dict) -> dict:
    """{"findings", "previous_url", "next_url"}: one page of them, the latest first, in one statement."""
    asked = query.get("page", "")
    number = max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    start = (number - 1) * SIZE
    counted = findings.annotate(
        step_count=Count("steps"), open_count=Count("steps", filter=Q(steps__state__in=_OPEN))
    ).order_by("-seen_on", "pk")
    rows = list(counted[start : start + SIZE + 1])
    for finding in rows:
        dress(finding)
    return {
        "findings": rows[:SIZE],
        "previous_url": _url(query, number - 1) if number > 1 else "",
        "next_url": _url(query, number + 1) if len(rows) > SIZE else "",
    }


def dress(finding: Finding) -> Finding:
    """The same with `tone` and `territory` (its départements in words)."""
    finding.tone = TONES[finding.kind]
    finding.territory = territory(finding.departements)
    return finding


def steps(finding: Finding) -> list:
    found = list(finding.steps.select_related("noted_by"))
    for step in found:
        step.tone = STEP_TONES[step.state]
    return found


def few_in(finding: Finding, steps: list) -> list[str]:
    """Small numbers of people mentioned in it, as they are written."""
    told = [finding.title, finding.detail, *(step.text for step in steps)]
    return small_numbers("\n".join(told), centre_settings().disclosure_threshold)


def rows(findings: QuerySet[Finding]):
    """The rows of the export, in the order of `COLUMNS`, without the origins."""
    for finding in findings.order_by("-seen_on", "pk").prefetch_related("steps").iterator(chunk_size=500):
        yield [
            finding.seen_on,
            finding.get_kind_display(),
            finding.get_theme_display(),
            finding.title,
            finding.detail,
            territory(finding.departements),
            finding.published_at.date() if finding.published_at else None,
            " ; ".join(f"{step.text} ({step.get_state_display().lower()})" for step in finding.steps.all()),
        ]


_OPEN = (StepState.TO_DO, StepState.UNDER_WAY)


def _url(query: dict, number: int) -> str:
    return "?" + urlencode({name: value for name, value in query.items() if value} | {"page": number})
