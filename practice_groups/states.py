"""States of a registration and of a meeting, and the moves one may read. No database here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    REQUESTED = "demandee", _("Demandée")
    CONFIRMED = "confirmee", _("Confirmée")
    WAITING = "liste_attente", _("Liste d’attente")
    OFFERED = "place_proposee", _("Place proposée")
    WITHDRAWN = "desistee", _("Désistée")
    REFUSED = "refusee", _("Refusée")
    EXPIRED = "expiree", _("Offre expirée")


# from → to, as the database holds it too. An ended registration never lives again: whoever comes back takes a new
# place in the queue. Nobody is « demandée »: a registration is confirmed or waits as soon as it is made.
MOVES: dict[str, frozenset[str]] = {
    State.REQUESTED: frozenset(),
    State.WAITING: frozenset({State.OFFERED, State.REFUSED, State.WITHDRAWN}),
    State.OFFERED: frozenset({State.CONFIRMED, State.WITHDRAWN, State.EXPIRED}),
    State.CONFIRMED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
    State.REFUSED: frozenset(),
    State.EXPIRED: frozenset(),
}

HOLDING = [State.CONFIRMED, State.OFFERED]  # these take a seat
LIVING = [State.REQUESTED, State.WAITING, *HOLDING]
ENDED = [State.WITHDRAWN, State.REFUSED, State.EXPIRED]

TONES: dict[str, str] = {
    State.REQUESTED: "info",
    State.CONFIRMED: "good",
    State.WAITING: "waiting",
    State.OFFERED: "warning",
    State.WITHDRAWN: "neutral",
    State.REFUSED: "danger",
    State.EXPIRED: "neutral",
}


def may_move(origin: str, target: str) -> bool:
    return target in MOVES[origin]


class MeetingState(TextChoices):
    PLANNED = "prevue", _("Prévue")
    HELD = "tenue", _("Tenue")
    CANCELLED = "annulee", _("Annulée")
    POSTPONED = "reportee", _("Reportée")


MEETING_MOVES: dict[str, frozenset[str]] = {
    MeetingState.PLANNED: frozenset({MeetingState.HELD, MeetingState.CANCELLED, MeetingState.POSTPONED}),
    MeetingState.HELD: frozenset(),
    MeetingState.CANCELLED: frozenset({MeetingState.PLANNED}),  # called off by mistake
    MeetingState.POSTPONED: frozenset(),
}

MEETING_TONES: dict[str, str] = {
    MeetingState.PLANNED: "info",
    MeetingState.HELD: "good",
    MeetingState.CANCELLED: "danger",
    MeetingState.POSTPONED: "warning",
}
