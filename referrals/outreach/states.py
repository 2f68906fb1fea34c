"""The life of a visit: legal moves, tones, and what is late. No database here."""

from datetime import timedelta

from referrals.choices import VisitState as State

# from → to. A trigger holds hosts and keepers to theirs (migration 0005, keep_visit).
MOVES: dict[str, frozenset[str]] = {
    State.ASKED: frozenset({State.PLANNED, State.DECLINED, State.CANCELLED}),
    State.PLANNED: frozenset({State.HELD, State.CANCELLED}),
    State.HELD: frozenset(),
    State.CANCELLED: frozenset(),
    State.DECLINED: frozenset(),
}
TONES: dict[str, str] = {
    State.ASKED: "waiting",
    State.PLANNED: "info",
    State.HELD: "good",
    State.CANCELLED: "neutral",
    State.DECLINED: "neutral",
}
OPEN = [State.ASKED, State.PLANNED]
IN_PLACE = [State.PLANNED, State.HELD]  # somebody is, or was, there
OFF = [State.CANCELLED, State.DECLINED]

ANSWER_WITHIN = timedelta(days=7)  # a request older than that is late


def may_move(origin: str, target: str) -> bool:
    return target in MOVES[origin]
