"""The moves of a placement, as the database holds them, and how each state looks. No database here."""

from practice_groups.choices import PlacementState as State

MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.TO_SIGN, State.CANCELLED}),
    State.TO_SIGN: frozenset(
        {State.DRAFT, State.SIGNED, State.CANCELLED}
    ),  # back to a draft: nobody has signed
    State.SIGNED: frozenset({State.IMMERSION, State.CANCELLED}),
    State.IMMERSION: frozenset({State.EVALUATED, State.INTERRUPTED}),
    State.EVALUATED: frozenset({State.RESTITUTED}),
    State.RESTITUTED: frozenset(),
    State.INTERRUPTED: frozenset(),
    State.CANCELLED: frozenset(),
}

TONES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.TO_SIGN: "waiting",
    State.SIGNED: "info",
    State.IMMERSION: "info",
    State.EVALUATED: "good",
    State.RESTITUTED: "good",
    State.INTERRUPTED: "warning",
    State.CANCELLED: "neutral",
}

WITH_DAYS = [State.SIGNED, State.IMMERSION]  # days may be chosen, changed, taken away
TO_FILL_IN = [State.SIGNED, State.IMMERSION, State.EVALUATED, State.INTERRUPTED]  # the grid, the evaluation
UNDER_WAY = [State.DRAFT, State.TO_SIGN, State.SIGNED, State.IMMERSION]
ENDED = [State.RESTITUTED, State.INTERRUPTED, State.CANCELLED]

MOST_DAYS = 5


def may_move(origin: str, target: str) -> bool:
    return target in MOVES[origin]
