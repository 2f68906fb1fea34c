"""Computes a plan, in the worker: claim, read, weigh, solve, write the lines.

Each sign of life is a short transaction of its own, so that the page shows the progress. A worker that dies leaves a
plan without signs of life: another claims it and starts again, and the late answer of the first is ignored (`attempts`
rises with each claim).
"""

import logging
import time
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.forms.models import model_to_dict
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.lives import tell
from referrals.choices import PlanState
from referrals.models import Plan, PlanLine
from referrals.pairing import matrix, optimum, rules
from referrals.pairing.candidates import Option, reasons
from referrals.pairing.matrix import Instance
from referrals.pairing.queue import Waiting, waiting

log = logging.getLogger(__name__)

SILENCE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
BROKEN = (
    "Le plan n’a pas pu être calculé. Demandez-en un autre ; si cela se répète, prévenez l’administration."
)
STOPPED = "Le calcul s’est arrêté trois fois. L’administration du portail est prévenue."
NO_RIGHT = "La personne qui a demandé ce plan n’a plus le droit de le faire : demandez-en un autre."
READ, WEIGHED, SOLVED = 5, 80, 90  # per cent


class Lost(Exception):
    """Another worker claimed the plan."""


def claimable(now: datetime) -> Q:
    """Waiting, or running for a worker that died."""
    return Q(state=PlanState.WAITING) | Q(state=PlanState.RUNNING, seen_at__lt=now - SILENCE)


def compute(plan_id) -> None:
    plan = _claim(plan_id)
    if plan is None:
        return
    try:
        if plan.attempts > MAX_ATTEMPTS:
            _end(plan, state=PlanState.FAILED, failure=STOPPED)
            with acting_as_system():
                tell("referrals.pairing.tasks.compute_plan", str(plan.pk))
        elif not plan.requested_by.may("triage"):
            _end(plan, state=PlanState.FAILED, failure=NO_RIGHT)
        else:
            _fill(plan)
    except Lost:
        log.warning("plan %s: taken up by another worker", plan_id)
    except Exception:
        log.exception("plan %s failed", plan_id)
        _end(plan, state=PlanState.FAILED, failure=BROKEN)


def _claim(plan_id) -> Plan | None:
    """Claim a plan: of two workers, one gets it."""
    now = timezone.now()
    with acting_as_system():
        taken = Plan.objects.filter(claimable(now), pk=plan_id).update(
            state=PlanState.RUNNING, progress=0, attempts=F("attempts") + 1, seen_at=now
        )
        return Plan.objects.select_related("requested_by").get(pk=plan_id) if taken else None


def _mine(plan: Plan):
    """The plan, if no other worker has claimed it."""
    return Plan.objects.filter(pk=plan.pk, state=PlanState.RUNNING, attempts=plan.attempts)


def _tell(plan: Plan, progress: int) -> None:
    if progress == plan.progress:
        return
    plan.progress = progress
    with acting_as_system():
        if not _mine(plan).update(progress=progress, seen_at=timezone.now()):
            raise Lost


def _end(plan: Plan, **outcome) -> None:
    with acting_as_system():
        _mine(plan).update(finished_at=timezone.now(), seen_at=timezone.now(), **outcome)


def _fill(plan: Plan) -> None:
    started = time.perf_counter()
    with acting_as(plan.requested_by):
        instance = matrix.read(waiting(timezone.localdate(plan.requested_at)))
    _tell(plan, READ)
    matrix.fill(instance, lambda done, of: _tell(plan, READ + (WEIGHED - READ) * done // of // 5 * 5))
    problem = (instance.cells, instance.seats, instance.last, instance.waits)
    best, greedy = optimum.optimum(*problem), optimum.one_by_one(*problem)
    _tell(plan, SOLVED)
    lines = lines_of(instance, best.chosen)
    facts = {
        "people": len(instance.people),
        "seats": sum(instance.seats),
        "placed": best.placed,
        "greedy_placed": greedy.placed,
        "cost": best.cost,
        "greedy_cost": greedy.cost,
        "weights": model_to_dict(instance.weights, exclude=["id"]),
        "milliseconds": round((time.perf_counter() - started) * 1000),
    }
    with acting_as(plan.requested_by):
        if not _mine(plan).select_for_update().exists():
            raise Lost
        PlanLine.objects.bulk_create(PlanLine(plan=plan, **line) for line in lines)
        _mine(plan).update(
            state=PlanState.READY, progress=100, finished_at=timezone.now(), seen_at=timezone.now(), **facts
        )


def lines_of(instance: Instance, chosen: list[int | None]) -> list[dict]:
    """The fields of each `PlanLine`, in the order of the people. Interpreters of equal cost alternate."""
    used, busy, found = Counter(), Counter(), []
    for row, one, wait, index in zip(instance.cells, instance.people, instance.waits, chosen, strict=True):
        if index is None:
            line = {"cost": wait, "reasons": [why_no_place(instance, one, row)]}
        else:
            therapist = instance.therapists[index]
            free = instance.seats[index] - used[index]
            used[index] += 1
            option = _turn(instance.options(one, therapist), busy)
            line = {
                "therapist": therapist,
                "interpreter": option.interpreter,
                "cost": row[index] + (instance.last[index] if free == 1 else 0),
                "reasons": reasons(
                    one.person, therapist, None if therapist.capacity is None else free, option
                ),
            }
        found.append({"referral": one.referral, **line})
    return found


def _turn(options: list[Option], busy: Counter) -> Option:
    least = [option for option in options if option.cost == options[0].cost]
    option = min(least, key=lambda one: busy[one.interpreter.pk] if one.helper else -1)
    if option.helper:
        busy[option.interpreter.pk] += 1
    return option


def why_no_place(instance: Instance, one: Waiting, row) -> str:
    possible = sum(cell != optimum.NEVER for cell in row)
    if possible:
        return (
            f"les places possibles (chez {possible} thérapeute{'s' if possible > 1 else ''})"
            " vont à des personnes qui attendent davantage ou à qui elles conviennent mieux"
        )
    if not instance.therapists:
        return "aucune place libre dans le réseau"
    if not one.person.languages:
        return "langue non renseignée"
    fitting = [
        therapist
        for therapist in instance.therapists
        if therapist.pk not in one.apart
        and not rules.why_not_therapist(therapist, one.person, farthest_km=instance.weights.farthest_km)
    ]
    if not fitting:
        return "aucun thérapeute avec une place ne reçoit dans son département comme elle le souhaite"
    return "aucun thérapeute avec une place ne parle sa langue, et aucun interprète n’est possible"
