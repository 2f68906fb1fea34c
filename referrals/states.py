"""States of a referral and of a care, and the moves a coordinator may read. No database here."""

from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices

from referrals.choices import Urgency


class State(TextChoices):
    SENT = "envoyee", "Envoyée"
    STUDIED = "a_l_etude", "À l’étude"
    INCOMPLETE = "complements_demandes", "Compléments demandés"
    REVIEWED = "en_concertation", "En concertation"
    ACCEPTED = "acceptee", "Acceptée"
    WAITING = "liste_attente", "Liste d’attente"
    REDIRECTED = "reorientee", "Réorientée"
    REFUSED = "refusee", "Refusée"
    WITHDRAWN = "retiree", "Retirée"
    CLOSED = "close", "Close"


# from → to. A draft is not a referral yet (ReferralDraft).
MOVES: dict[str, frozenset[str]] = {
    State.SENT: frozenset({State.STUDIED, State.WITHDRAWN}),
    State.STUDIED: frozenset(
        {
            State.INCOMPLETE,
            State.REVIEWED,
            State.ACCEPTED,
            State.WAITING,
            State.REDIRECTED,
            State.REFUSED,
            State.WITHDRAWN,
        }
    ),
    State.INCOMPLETE: frozenset({State.STUDIED, State.WITHDRAWN, State.REFUSED}),
    State.REVIEWED: frozenset(
        {State.ACCEPTED, State.WAITING, State.REDIRECTED, State.REFUSED, State.STUDIED, State.WITHDRAWN}
    ),
    State.WAITING: frozenset(
        {State.REVIEWED, State.ACCEPTED, State.REDIRECTED, State.REFUSED, State.WITHDRAWN}
    ),
    State.ACCEPTED: frozenset({State.CLOSED, State.REDIRECTED, State.WITHDRAWN}),
    State.REDIRECTED: frozenset({State.CLOSED}),
    State.REFUSED: frozenset({State.CLOSED}),
    State.WITHDRAWN: frozenset(),
    State.CLOSED: frozenset(),
}

OPEN = [State.SENT, State.STUDIED, State.INCOMPLETE, State.REVIEWED, State.WAITING]
DECISIONS = [State.ACCEPTED, State.WAITING, State.REDIRECTED, State.REFUSED, State.WITHDRAWN]
NEEDS_REASON = [State.WAITING, State.REDIRECTED, State.REFUSED, State.WITHDRAWN]

# How long each open state may last before it is late. Acknowledge within 2 days, remind at 10, escalate at 21.
DELAYS: dict[str, timedelta] = {
    State.SENT: timedelta(days=2),
    State.STUDIED: timedelta(days=10),
    State.INCOMPLETE: timedelta(days=10),
    State.REVIEWED: timedelta(days=21),
    State.WAITING: timedelta(days=21),
}
# Of an urgent one. A place is not found sooner by a clock: the line puts it first.
_URGENT = {
    State.SENT: timedelta(hours=4),
    State.STUDIED: timedelta(days=2),
    State.INCOMPLETE: timedelta(days=2),
    State.REVIEWED: timedelta(days=7),
}


def delay_of(state: str, urgency: str) -> timedelta | None:
    """How long a referral of that urgency may stay in this state before it is late; None: for ever."""
    urgent = _URGENT if urgency == Urgency.URGENT else {}
    return urgent.get(state, DELAYS.get(state))


class Reminder(IntegerChoices):
    """What was mailed about a referral since it is in its state."""

    NONE = 0, "Aucun"
    REMINDED = 1, "Rappelée à qui la suit"
    ESCALATED = 2, "Signalée à toute la coordination"


REMIND_AFTER, ESCALATE_AFTER = timedelta(days=10), timedelta(days=21)


def remind_after(state: str, urgency: str = "") -> timedelta:
    """How long a referral may stay in this state before whoever follows it is mailed."""
    return min(delay_of(state, urgency) or REMIND_AFTER, REMIND_AFTER)


# Whose turn it is, and what comes next, in the words of the board.
TURN: dict[str, tuple[str, str]] = {
    State.SENT: ("Coordination", "Prendre connaissance"),
    State.STUDIED: ("Coordination", "Étudier, puis passer en concertation"),
    State.INCOMPLETE: ("Orienteur", "Répondre à la demande de compléments"),
    State.REVIEWED: ("Équipe", "Décider en concertation"),
    State.WAITING: ("Coordination", "Trouver une place"),
    State.ACCEPTED: ("Coordination", "Suivre la prise en charge"),
}

TONES: dict[str, str] = {
    State.SENT: "info",
    State.STUDIED: "info",
    State.INCOMPLETE: "waiting",
    State.REVIEWED: "waiting",
    State.ACCEPTED: "good",
    State.WAITING: "warning",
    State.REDIRECTED: "neutral",
    State.REFUSED: "danger",
    State.WITHDRAWN: "neutral",
    State.CLOSED: "neutral",
}


def may_move(origin: str, target: str) -> bool:
    return target in MOVES[origin]


class CareState(TextChoices):
    PROPOSED = "proposee", "Proposée"
    DECLINED = "declinee", "Déclinée"
    ACTIVE = "active", "Active"
    SUSPENDED = "suspendue", "Suspendue"
    ENDED = "terminee", "Terminée"


CARE_MOVES: dict[str, frozenset[str]] = {
    CareState.PROPOSED: frozenset({CareState.ACTIVE, CareState.DECLINED}),
    CareState.ACTIVE: frozenset({CareState.SUSPENDED, CareState.ENDED}),
    CareState.SUSPENDED: frozenset({CareState.ACTIVE, CareState.ENDED}),
    CareState.DECLINED: frozenset(),
    CareState.ENDED: frozenset(),
}
LIVING = [CareState.PROPOSED, CareState.ACTIVE, CareState.SUSPENDED]

CARE_TONES: dict[str, str] = {
    CareState.PROPOSED: "waiting",
    CareState.DECLINED: "neutral",
    CareState.ACTIVE: "good",
    CareState.SUSPENDED: "warning",
    CareState.ENDED: "neutral",
}


class SessionState(TextChoices):
    PLANNED = "planifiee", "Planifiée"
    HELD = "realisee", "Réalisée"
    EXCUSED = "absence_excusee", "Absence excusée"
    ABSENT = "absence", "Absence"
    CANCELLED = "annulee", "Annulée"


# What a therapist notes, after the fact, the most frequent first. « Planifiée » becomes one of them (decision 0007).
NOTED = [SessionState.HELD, SessionState.EXCUSED, SessionState.ABSENT, SessionState.CANCELLED]

SESSION_TONES: dict[str, str] = {
    SessionState.PLANNED: "info",
    SessionState.HELD: "good",
    SessionState.EXCUSED: "waiting",
    SessionState.ABSENT: "warning",
    SessionState.CANCELLED: "neutral",
}
