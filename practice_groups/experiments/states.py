"""States of an experiment, and the moves one may read. No database here."""

from django.db.models import TextChoices


class State(TextChoices):
    TEST = "test", "À l’essai"
    EVALUATED = "evaluee", "Évaluée"
    TRANSFERRED = "transferee", "Transférée"
    STOPPED = "arretee", "Arrêtée"


# from → to, as the database holds it too.
MOVES: dict[str, frozenset[str]] = {
    State.TEST: frozenset({State.EVALUATED, State.STOPPED}),
    State.EVALUATED: frozenset({State.TRANSFERRED, State.STOPPED}),
    State.TRANSFERRED: frozenset(),
    State.STOPPED: frozenset(),
}

TONES: dict[str, str] = {
    State.TEST: "info",
    State.EVALUATED: "waiting",
    State.TRANSFERRED: "good",
    State.STOPPED: "neutral",
}


class Conclusion(TextChoices):
    TRANSFER = "transferer", "À transférer"
    ELSEWHERE = "ailleurs", "À poursuivre ailleurs"
    STOP = "arreter", "À arrêter"
