"""Possible origins of a *constat*: one activity, meeting or orientation; how each is written."""

from dataclasses import dataclass

from django.utils import timezone

from networks import activity as networks_activity
from observatory.findings.models import FindingOrigin
from practice_groups import activity as groups_activity

RECENT = 10
_KINDS = ("activity", "meeting")


@dataclass(frozen=True)
class Choice:
    """`key`: « activity:12 », « meeting:7 »."""

    key: str
    label: str


def recent(text: str = "") -> list[tuple[str, list[Choice]]]:
    """The latest activities and meetings; those whose title contains `text`, if given."""
    rows = {
        "activity": networks_activity.recent_activities(text, limit=RECENT),
        "meeting": groups_activity.recent_meetings(text, limit=RECENT),
    }
    titles = {"activity": "Activités", "meeting": "Rencontres de groupes"}
    return [
        (titles[kind], [Choice(f"{kind}:{row['id']}", _label(row)) for row in some])
        for kind, some in rows.items()
        if some
    ]


def read(key: str) -> tuple[str, int] | None:
    """« activity:12 » → ("activity", 12); None for anything else."""
    kind, _, number = key.partition(":")
    return (kind, int(number)) if kind in _KINDS and number.isascii() and number.isdecimal() else None


def exists(kind: str, pk: int) -> bool:
    held = networks_activity.is_held if kind == "activity" else groups_activity.is_held
    return held(pk)


def said(origin: FindingOrigin | None) -> dict:
    """{"kind", "label"} and "activity" (its id), "key" or "reference", as the coordination reads an origin; {} without
    one."""
    if origin is None:
        return {}
    if origin.activity_id:
        row = {"title": origin.activity.title, "day": origin.activity.starts_on}
        pk = origin.activity_id
        return {"kind": "Activité", "label": _label(row), "activity": pk, "key": f"activity:{pk}"}
    if origin.meeting_id:
        row = {"title": str(origin.meeting.cycle.group), "day": timezone.localtime(origin.meeting.starts_at)}
        return {"kind": "Rencontre", "label": _label(row), "key": f"meeting:{origin.meeting_id}"}
    return {
        "kind": "Orientation",
        "label": origin.referral.reference,
        "reference": origin.referral.reference,
    }


def _label(row: dict) -> str:
    return f"{row['day']:%d/%m/%Y}, {row['title']}"
