"""Moves of a candidature, clocks, and the documents each network expects. No database here."""

from datetime import timedelta

from networks.choices import ApplicationState as State
from networks.choices import DocumentKind, Network

# from → to. « Compléments demandés » comes back to « Reçue » with the answer.
MOVES: dict[str, frozenset[str]] = {
    State.RECEIVED: frozenset({State.ASKED, State.VALIDATED, State.DECLINED, State.WITHDRAWN}),
    State.ASKED: frozenset({State.RECEIVED, State.VALIDATED, State.DECLINED, State.WITHDRAWN}),
    State.VALIDATED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
LIVING = [State.RECEIVED, State.ASKED]
TONES = {
    State.RECEIVED: "info",
    State.ASKED: "waiting",
    State.VALIDATED: "good",
    State.DECLINED: "neutral",
    State.WITHDRAWN: "neutral",
}

LATE_AFTER = timedelta(days=10)
LINK_LIFE = timedelta(days=90)  # how long her own page stays open once it is decided
PER_MINUTE = 20  # candidatures that the whole portal stores
PER_ADDRESS = 3  # living candidatures of one address
LINK_EVERY = timedelta(hours=1)  # a lost link is mailed again at most so often

# Kinds of which the newest replaces the others; several diplomas live side by side.
RENEWED = [
    DocumentKind.INSURANCE,
    DocumentKind.REGISTRATION,
    DocumentKind.SWORN,
    DocumentKind.RECORD,
    DocumentKind.AGREEMENT,
]
# What each network asks of its members: whoever lacks one is in the list of missing documents.
EXPECTED: dict[str, tuple[str, ...]] = {
    Network.THERAPISTS: (DocumentKind.DIPLOMA, DocumentKind.INSURANCE),
    Network.INTERPRETERS: (DocumentKind.AGREEMENT, DocumentKind.RECORD),
}
DOCUMENTS_EACH = 30  # documents that one member may keep here


def may_move(before: str, after: str) -> bool:
    return after in MOVES[before]
