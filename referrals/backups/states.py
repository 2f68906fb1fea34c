"""The life of a *renfort*: legal moves, and how soon somebody takes it. No database here."""

from datetime import timedelta

from referrals.choices import BackupState as State
from referrals.choices import Urgency

# from → to. The database holds the same (migration 0020, move_backup), and the therapist to hers (keep_backup).
MOVES: dict[str, frozenset[str]] = {
    State.ASKED: frozenset({State.TAKEN, State.ANSWERED, State.CANCELLED}),
    State.TAKEN: frozenset({State.ANSWERED, State.CANCELLED}),
    State.ANSWERED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
    State.CANCELLED: frozenset(),
}
OPEN = [State.ASKED, State.TAKEN]
LIVING = [*OPEN, State.ANSWERED]

DELAYS = {
    Urgency.URGENT: timedelta(hours=4),
    Urgency.SOON: timedelta(days=2),
    Urgency.ORDINARY: timedelta(days=7),
}

TURN: dict[str, str] = {
    State.ASKED: "Coordination : trouver un renfort",
    State.TAKEN: "Coordination : noter la réponse",
    State.ANSWERED: "Thérapeute : clore, avec la suite",
}

TONES: dict[str, str] = {
    State.ASKED: "warning",
    State.TAKEN: "info",
    State.ANSWERED: "waiting",
    State.CLOSED: "good",
    State.CANCELLED: "neutral",
}
