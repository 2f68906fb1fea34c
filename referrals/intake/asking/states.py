"""Where a request stands, in words for whoever asked. Nothing here says who she is. No database."""

from referrals.states import State

_ACCEPTED = "La demande est acceptée. Un thérapeute va proposer un premier rendez-vous."
WORDS: dict[str, tuple[str, str]] = {
    State.SENT: ("Bien reçue", "L’équipe lit la demande dans les deux jours."),
    State.STUDIED: ("À l’étude", "L’équipe étudie la demande. Elle peut appeler pour poser des questions."),
    State.INCOMPLETE: (
        "Une question à poser",
        "L’équipe a une question. Elle appelle au numéro donné ; répondez si vous le pouvez.",
    ),
    State.REVIEWED: ("À l’étude", "Plusieurs professionnels étudient la demande ensemble."),
    State.ACCEPTED: ("Acceptée", _ACCEPTED),
    State.WAITING: ("En attente d’une place", "L’équipe cherche une place, et appelle dès qu’il y en a une."),
    State.REDIRECTED: ("Transmise", "Un autre service peut mieux aider. L’équipe appelle pour expliquer."),
    State.REFUSED: ("Réponse donnée", "Le centre ne peut pas aider ici. L’équipe appelle pour expliquer."),
    State.WITHDRAWN: (
        "Retirée",
        "Cette demande est retirée. Vous pouvez en envoyer une autre quand vous voulez.",
    ),
    State.CLOSED: (
        "Terminée",
        "Cette demande est terminée. Vous pouvez en envoyer une autre quand vous voulez.",
    ),
}
