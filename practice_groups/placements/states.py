"""How the states of a session look. No database here."""

from practice_groups.choices import PlacementSessionState as State

TONES: dict[str, str] = {
    State.OPEN: "info",
    State.PAIRED: "waiting",
    State.RUNNING: "good",
    State.RESTITUTED: "neutral",
    State.CANCELLED: "neutral",
}
