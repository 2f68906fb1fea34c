"""Experiments that these tests talk about, in every state. Everything is invented."""

from datetime import UTC, date, datetime

from centre.context import acting_as, acting_as_system
from networks.models import Structure
from practice_groups.experiments import actions
from practice_groups.models import Experiment

NOW = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
STARTED, EVALUATED, ENDED = date(2026, 3, 2), date(2026, 7, 1), date(2026, 9, 1)
FACTS = {
    "title": "Une permanence au CADA",
    "tried": "Une psychologue reçoit sur place un matin par semaine.",
    "expected": "Des demandes entendues avant la crise.",
    "started_on": STARTED,
    "planned_until": date(2026, 8, 31),
}
EVALUATION = {"evaluated_on": EVALUATED, "seen": "L’équipe adresse plus tôt.", "conclusion": "transferer"}
TRANSFER = {"transferred_on": ENDED, "conditions": "Un mi-temps de l’association, salle prêtée."}
STOP = {"stopped_on": ENDED, "reason": "La salle n’est plus prêtée."}


def place(name="CADA des Tilleuls") -> Structure:
    with acting_as_system():
        return Structure.objects.get_or_create(name=name, defaults={"sector": "social"})[0]


def create(by, *, structure=None, at=NOW, **facts) -> Experiment:
    with acting_as(by):
        return actions.create_experiment(structure=structure or place(), by=by, at=at, **FACTS | facts)


def evaluate(experiment, by, *, at=NOW, **facts) -> Experiment:
    return _act(actions.evaluate_experiment, experiment, by, at, EVALUATION | facts)


def transfer(experiment, by, *, at=NOW, **facts) -> Experiment:
    return _act(
        actions.transfer_experiment, experiment, by, at, {"transferred_to": place()} | TRANSFER | facts
    )


def stop(experiment, by, *, at=NOW, **facts) -> Experiment:
    return _act(actions.stop_experiment, experiment, by, at, STOP | facts)


def in_state(state: str, by, **facts) -> Experiment:
    """One that went through the states before."""
    made = create(by, **facts)
    if state in ("evaluee", "transferee"):
        made = evaluate(made, by)
    if state == "transferee":
        made = transfer(made, by)
    return stop(made, by) if state == "arretee" else made


def _act(verb, experiment, by, at, facts) -> Experiment:
    with acting_as(by):
        return verb(experiment, **{"version": experiment.version} | facts, by=by, at=at)
