"""The states of a mission and of an offer: legal moves, whose turn it is, what comes next. No database here."""

from networks.choices import MissionState as State
from networks.choices import OfferState

# from → to. The database holds the interpreter and whoever asked to theirs (migration 0004, keep_mission).
MOVES: dict[str, frozenset[str]] = {
    State.REQUESTED: frozenset({State.OFFERED, State.DECLINED, State.CANCELLED}),
    State.OFFERED: frozenset({State.ACCEPTED, State.REQUESTED, State.DECLINED, State.CANCELLED}),
    State.ACCEPTED: frozenset(
        {State.CONFIRMED, State.REQUESTED, State.CANCELLED, State.LATE_CANCELLED}
    ),  # « demandée » again when the interpreter withdraws
    State.CONFIRMED: frozenset({State.HELD, State.REQUESTED, State.CANCELLED, State.LATE_CANCELLED}),
    State.HELD: frozenset({State.VALIDATED, State.DECLINED}),
    State.VALIDATED: frozenset({State.STATED}),
    State.STATED: frozenset({State.PAID}),
    State.PAID: frozenset(),
    State.DECLINED: frozenset(),
    State.CANCELLED: frozenset(),
    State.LATE_CANCELLED: frozenset(),  # due as it is: a statement takes it without moving it
}
OFFER_MOVES: dict[str, frozenset[str]] = {
    OfferState.OFFERED: frozenset(
        {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN}
    ),
    OfferState.ACCEPTED: frozenset({OfferState.WITHDRAWN}),
    OfferState.DECLINED: frozenset(),
    OfferState.LAPSED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}

TO_OFFER = [State.REQUESTED, State.OFFERED]  # nobody holds it yet
HELD_BY = [State.ACCEPTED, State.CONFIRMED]  # somebody is expected there
OPEN = [*TO_OFFER, *HELD_BY, State.HELD]
CANCELLABLE = [*TO_OFFER, *HELD_BY]

# Whose turn it is, and what she does, in the words of the board.
TURN: dict[str, tuple[str, str]] = {
    State.REQUESTED: ("Coordination", "proposer la mission"),
    State.OFFERED: ("Interprètes", "répondre à l’offre"),
    State.ACCEPTED: ("Coordination", "confirmer"),
    State.CONFIRMED: ("Interprète", "tenir la séance, puis déclarer sa durée"),
    State.HELD: ("Coordination", "valider la durée"),
    State.VALIDATED: ("Administration", "mettre au relevé"),
    State.STATED: ("Administration", "payer"),
}

# What comes next, for whoever asked.
NEXT: dict[str, str] = {
    State.REQUESTED: "La coordination cherche un interprète.",
    State.OFFERED: "Des interprètes ont reçu l’offre ; leur réponse est attendue.",
    State.ACCEPTED: "Un interprète a accepté ; la coordination va confirmer.",
    State.CONFIRMED: "L’interprète sera là.",
    State.HELD: "La coordination valide la durée déclarée.",
    State.VALIDATED: "Tout est fait de votre côté.",
    State.STATED: "Tout est fait de votre côté.",
    State.PAID: "Tout est fait de votre côté.",
    State.DECLINED: "Aucun interprète ne viendra.",
    State.CANCELLED: "Rien n’est dû.",
    State.LATE_CANCELLED: "La mission reste due à l’interprète.",
}

# The same once the hour has passed.
TURN_AFTER = {State.CONFIRMED: ("Interprète", "déclarer la durée")}
NEXT_AFTER = {
    State.CONFIRMED: "L’interprète va déclarer la durée.",
    State.ACCEPTED: "L’heure est passée ; la coordination va faire le point.",
}


def turn(state: str, *, over: bool) -> tuple[str, str]:
    """Who acts next on a mission, and what she does; `over`: its hour has passed. Nobody once it has ended."""
    return (TURN_AFTER if over and state in TURN_AFTER else TURN).get(state, ("", ""))


def next_step(state: str, *, over: bool) -> str:
    return (NEXT_AFTER if over and state in NEXT_AFTER else NEXT)[state]


def may_move(origin: str, target: str) -> bool:
    return target in MOVES[origin]


def may_answer(origin: str, target: str) -> bool:
    return target in OFFER_MOVES[origin]
