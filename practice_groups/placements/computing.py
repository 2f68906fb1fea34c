"""Computes the pairs of a session, in the worker: claim, read, solve, write.

Each sign of life is a short transaction of its own, so that the page shows the progress. A worker that dies leaves a
computation without signs of life: another claims it, and the late answer of the first is ignored (`attempts` rises
with each claim).
"""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.lives import tell
from practice_groups.choices import MatchingState
from practice_groups.models import Matching
from practice_groups.placements import access, pairs
from practice_groups.placements.matching import best

log = logging.getLogger(__name__)

SILENCE = timedelta(minutes=12)  # longer than an aim may take to solve
MAX_ATTEMPTS = 3
BROKEN = "Le calcul n’a pas abouti. Demandez-en un autre ; si cela se répète, prévenez l’administration."
STOPPED = "Le calcul s’est arrêté trois fois. L’administration du portail est prévenue."
NO_RIGHT = "La personne qui a demandé ce calcul n’a plus le droit de le faire : demandez-en un autre."
DECIDED = "Les binômes de cette session ont été retenus entre-temps, ou la session annulée."


class Lost(Exception):
    """Another worker claimed the computation."""


def claimable(now: datetime) -> Q:
    """Waiting, or running for a worker that died."""
    return Q(state=MatchingState.WAITING) | Q(state=MatchingState.RUNNING, seen_at__lt=now - SILENCE)


def compute(matching_id) -> None:
    matching = _claim(matching_id)
    if matching is None:
        return
    try:
        if matching.attempts > MAX_ATTEMPTS:
            _end(matching, state=MatchingState.FAILED, failure=STOPPED)
            with acting_as_system():
                tell("practice_groups.placements.tasks.compute_matching", str(matching.pk))
        elif not matching.requested_by.may("networks"):
            _end(matching, state=MatchingState.FAILED, failure=NO_RIGHT)
        else:
            _fill(matching)
    except Lost:
        log.warning("matching %s: taken up by another worker", matching_id)
    except Exception:
        log.exception("matching %s failed", matching_id)
        _end(matching, state=MatchingState.FAILED, failure=BROKEN)


def _claim(matching_id) -> Matching | None:
    """Claim a computation: of two workers, one gets it."""
    now = timezone.now()
    with acting_as_system():
        taken = Matching.objects.filter(claimable(now), pk=matching_id).update(
            state=MatchingState.RUNNING, progress=0, attempts=F("attempts") + 1, seen_at=now
        )
        found = Matching.objects.select_related("requested_by", "session")
        return found.get(pk=matching_id) if taken else None


def _mine(matching: Matching):
    return Matching.objects.filter(pk=matching.pk, state=MatchingState.RUNNING, attempts=matching.attempts)


def _tell(matching: Matching, progress: int) -> None:
    with acting_as_system():
        if not _mine(matching).update(progress=progress, seen_at=timezone.now()):
            raise Lost


def _end(matching: Matching, **outcome) -> None:
    with acting_as_system():
        _mine(matching).update(finished_at=timezone.now(), seen_at=timezone.now(), **outcome)


def _fill(matching: Matching) -> None:
    """Solve, then write under the session's lock if no wish has changed in the meantime; otherwise solve again."""
    with acting_as(matching.requested_by):
        problem = pairs.problem_of(matching.session)
    while True:
        hosts = best(problem, lambda done, of: _tell(matching, 95 * done // of))
        with acting_as(matching.requested_by):
            session = pairs.locked(matching.session)
            if not _mine(matching).select_for_update().exists():
                raise Lost
            if session.state not in access.ACCEPTING:
                break
            now = pairs.problem_of(session)
            if now == problem:
                unplaced = pairs.write(session, problem, hosts)
                _end(matching, state=MatchingState.READY, progress=100, unplaced=unplaced)
                return
            problem = now
    _end(matching, state=MatchingState.FAILED, failure=DECIDED)
