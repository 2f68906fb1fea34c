"""What the sessions' part of a care shows."""

from referrals.models import Care


def for_care(care: Care) -> dict:
    """Context of `_care_sessions.html`, beside `care`."""
    return {"sessions": care.sessions.select_related("mission__interpreter")[:50]}
