"""Experiments of the demonstration, one in each state. All invented; none speaks of anybody."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account
from networks.models import Structure
from practice_groups.experiments import actions
from practice_groups.experiments.states import Conclusion, State
from practice_groups.models import Experiment

# sort of structure, title, tried, expected, days since it began, days until its planned end, how far it went
_EXPERIMENTS = (
    (
        "PASS",
        "Un interprète présent à la PASS",
        "Un interprète en pachto et dari est sur place deux matinées par semaine, sans rendez-vous.",
        "Moins de consultations reportées, moins d’appels de dernière minute.",
        70, 25, State.TEST,
    ),
    (
        "CADA",
        "Une permanence au centre d’accueil",
        "Une psychologue reçoit sur place un mardi sur deux, l’équipe participe à la première demi-heure.",
        "Des demandes entendues avant la crise\u202f; une équipe qui sait vers qui se tourner.",
        230, -30, State.EVALUATED,
    ),
    (
        "Mission locale",
        "Un groupe de parole à la mission locale",
        "Un groupe en français facile, le mercredi, dans la salle des ateliers, avec une conseillère.",
        "Un lieu ordinaire, où l’on vient sans se dire malade.",
        420, -180, State.TRANSFERRED,
    ),
    (
        "HUDA",
        "Des consultations le soir au foyer",
        "Deux créneaux après dix-huit heures pour qui travaille la journée.",
        "Moins de rendez-vous manqués chez les jeunes majeurs en apprentissage.",
        300, -120, State.STOPPED,
    ),
)  # fmt: skip


def seed(*, at: datetime) -> None:
    """Write them once, each in a structure of its own, around `at`. Call inside `acting_as_system()`."""
    if Experiment.objects.exists():
        return
    day, author = timezone.localdate(at), {"by": account("coordination"), "at": at}
    for kind, title, tried, expected, ago, left, state in _EXPERIMENTS:
        place = Structure.objects.open().filter(sensitive=False, kind=kind).order_by("pk").first()
        if place is None:
            continue
        made = actions.create_experiment(
            title=title,
            structure=place,
            tried=tried,
            expected=expected,
            started_on=day - timedelta(days=ago),
            planned_until=day + timedelta(days=left),
            **author,
        )
        _follow(made, state, day - timedelta(days=ago // 3), author)


def _follow(made: Experiment, state: str, evaluated_on, author: dict) -> None:
    if state in (State.EVALUATED, State.TRANSFERRED):
        made = actions.evaluate_experiment(
            made,
            version=made.version,
            evaluated_on=evaluated_on,
            seen="L’équipe adresse plus tôt, et appelle quand elle hésite. La salle est parfois occupée.",
            conclusion=Conclusion.TRANSFER,
            **author,
        )
    if state == State.TRANSFERRED:
        actions.transfer_experiment(
            made,
            version=made.version,
            transferred_on=evaluated_on + timedelta(days=40),
            transferred_to=made.structure,
            conditions="La structure porte le poste et la salle\u202f; le centre reste joignable un an.",
            **author,
        )
    elif state == State.STOPPED:
        actions.stop_experiment(
            made,
            version=made.version,
            stopped_on=evaluated_on,
            reason="Trois inscrits en quatre mois\u00a0: l’horaire n’était pas ce qui manquait.",
            **author,
        )
