"""Writes about experiments. Each locks the row, and refuses a version that is not the one that was read."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.fields import nobody
from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from practice_groups.cycles.checks import refuse_stale
from practice_groups.experiments.states import MOVES, Conclusion, State
from practice_groups.models import Experiment


@transaction.atomic
def create_experiment(
    *,
    title: str,
    structure: Structure,
    tried: str,
    expected: str,
    started_on: date,
    planned_until: date | None,
    by: User,
    at: datetime,
) -> Experiment:
    """Something begins in a place that tries nothing else."""
    made = Experiment(
        title=title,
        structure=structure,
        tried=tried,
        expected=expected,
        started_on=started_on,
        planned_until=planned_until,
    )
    return _write(made)


@transaction.atomic
def edit_experiment(
    experiment: Experiment,
    *,
    version: int,
    title: str,
    structure: Structure,
    tried: str,
    expected: str,
    started_on: date,
    planned_until: date | None,
    by: User,
    at: datetime,
) -> Experiment:
    """Correct what is tried and where, until it is handed over or stopped."""
    experiment = _held(experiment, version)
    if experiment.evaluated_on and started_on > experiment.evaluated_on:
        raise Refused("Elle commence au plus tard le jour de son évaluation.", field="started_on")
    experiment.title, experiment.structure = title, structure
    experiment.tried, experiment.expected = tried, expected
    experiment.started_on, experiment.planned_until = started_on, planned_until
    return _write(experiment)


@transaction.atomic
def evaluate_experiment(
    experiment: Experiment,
    *,
    version: int,
    evaluated_on: date,
    seen: str,
    conclusion: str,
    by: User,
    at: datetime,
) -> Experiment:
    """Say what was seen and what follows from it, or correct it: the experiment is not running any more."""
    experiment = _held(experiment, version)
    _refuse_day("evaluated_on", evaluated_on, after=experiment.started_on, at=at)
    experiment.state = State.EVALUATED
    experiment.evaluated_on, experiment.seen, experiment.conclusion = evaluated_on, seen, conclusion
    return _write(experiment)


@transaction.atomic
def transfer_experiment(
    experiment: Experiment,
    *,
    version: int,
    transferred_on: date,
    transferred_to: Structure,
    conditions: str,
    by: User,
    at: datetime,
) -> Experiment:
    """A structure takes it over for good, the one where it was tried or another, and the centre withdraws."""
    experiment = _held(experiment, version, to=State.TRANSFERRED)
    if experiment.conclusion == Conclusion.STOP:
        raise Refused(
            "L’évaluation conclut à l’arrêt\u00a0: corrigez-la d’abord, ou arrêtez l’expérimentation."
        )
    _refuse_day("transferred_on", transferred_on, after=experiment.evaluated_on, at=at)
    experiment.state, experiment.transferred_on = State.TRANSFERRED, transferred_on
    experiment.transferred_to, experiment.conditions = transferred_to, conditions
    return _write(experiment)


@transaction.atomic
def stop_experiment(
    experiment: Experiment, *, version: int, stopped_on: date, reason: str, by: User, at: datetime
) -> Experiment:
    """It ends without being handed over, evaluated or not."""
    experiment = _held(experiment, version, to=State.STOPPED)
    _refuse_day("stopped_on", stopped_on, after=experiment.evaluated_on or experiment.started_on, at=at)
    experiment.state, experiment.stopped_on, experiment.reason = State.STOPPED, stopped_on, reason
    return _write(experiment)


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────

_NEEDED = {
    "title": "Donnez un titre.",
    "tried": "Dites ce qui est essayé.",
    "expected": "Dites ce qui en est attendu.",
    "seen": "Dites ce qui a été constaté.",
    "conditions": "Dites à quelles conditions elle est reprise.",
    "reason": "Dites pourquoi elle s’arrête.",
}
_TEXTS_OF = {State.EVALUATED: {"seen"}, State.TRANSFERRED: {"seen", "conditions"}, State.STOPPED: {"reason"}}


def _held(experiment: Experiment, version: int, *, to: str = "") -> Experiment:
    """The experiment as it is now, locked, if it may still change (and become `to`)."""
    found = Experiment.objects.select_for_update(of=["self"]).get(pk=experiment.pk)
    if found.is_over:
        raise Refused(
            f"Cette expérimentation est {found.get_state_display().lower()}\u00a0: elle ne change plus."
        )
    if to and to not in MOVES[found.state]:
        raise Refused("Évaluez cette expérimentation avant de la transférer.")
    refuse_stale(found, version)
    found.version += 1
    return found


def _refuse_day(field: str, day: date, *, after: date, at: datetime) -> None:
    if day < after:
        raise Refused(f"Au plus tôt le {after:%d/%m/%Y}.", field=field)
    if day > timezone.localdate(at):
        raise Refused("Cette date n’est pas encore passée.", field=field)


def _write(experiment: Experiment) -> Experiment:
    for field in {"title", "tried", "expected"} | _TEXTS_OF.get(experiment.state, set()):
        _refuse_text(field, getattr(experiment, field))
    if experiment.planned_until and experiment.planned_until < experiment.started_on:
        raise Refused("La fin prévue vient après le début.", field="planned_until")
    try:
        with transaction.atomic():
            experiment.save()
    except IntegrityError as error:
        if "one_experiment_a_place" not in str(error):
            raise
        raise Refused(_taken(experiment), field="structure") from error
    return experiment


def _refuse_text(field: str, text: str) -> None:
    """Something is written, and it speaks of nobody."""
    if not text.strip():
        raise Refused(_NEEDED[field], field=field)
    try:
        nobody(text)
    except ValidationError as error:
        raise Refused(error.messages[0], field=field) from error


def _taken(experiment: Experiment) -> str:
    other = Experiment.objects.filter(structure=experiment.structure_id, state=State.TEST).first()
    if other is None:  # it ended since the database refused
        return "Une autre expérimentation y était à l’essai à l’instant\u00a0: enregistrez de nouveau."
    return (
        f"«\u00a0{other.title}\u00a0» y est à l’essai depuis le {other.started_on:%d/%m/%Y}\u00a0: une seule "
        "expérimentation à la fois par structure. Évaluez-la ou arrêtez-la d’abord."
    )
