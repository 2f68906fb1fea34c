"""What the pages of experiments show: one per state, the way each went."""

from dataclasses import dataclass
from datetime import date

from practice_groups.experiments.states import TONES, State
from practice_groups.models import Experiment


@dataclass(frozen=True)
class Step:
    """One line of the way it went; `text` is what was written then."""

    on: date
    words: str
    tone: str
    text: str = ""


def way(experiment: Experiment) -> list[Step]:
    """What happened, the latest first."""
    steps = [Step(experiment.started_on, "Mise à l’essai", TONES[State.TEST])]
    if experiment.evaluated_on:
        said = f"Évaluée\u00a0: {experiment.get_conclusion_display().lower()}"
        steps.append(Step(experiment.evaluated_on, said, TONES[State.EVALUATED], experiment.seen))
    if experiment.transferred_on:
        said = f"Reprise par {experiment.transferred_to.name}"
        steps.append(Step(experiment.transferred_on, said, TONES[State.TRANSFERRED], experiment.conditions))
    if experiment.stopped_on:
        steps.append(Step(experiment.stopped_on, "Arrêtée", TONES[State.STOPPED], experiment.reason))
    return steps[::-1]


def views_of(counts: dict[str, int], chosen: str) -> list[dict]:
    """The list in each state: what is on the page's own tabs."""
    everything = {"query": "", "name": "Toutes", "count": sum(counts.values()), "here": not chosen}
    return [everything] + [
        {"query": f"etat={state}", "name": plural, "count": counts.get(state, 0), "here": chosen == state}
        for state, plural in _PLURALS.items()
    ]


_PLURALS = {
    State.TEST: "À l’essai",
    State.EVALUATED: "Évaluées",
    State.TRANSFERRED: "Transférées",
    State.STOPPED: "Arrêtées",
}
