"""What the trainee writes: her grid, her evaluation, where she would like to go next."""

import json
from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.context import SYSTEM_EMAIL, acting_as, acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from practice_groups.choices import AnswersKind, PlacementState
from practice_groups.models import Placement, PlacementAnswers
from practice_groups.placements.actions import wish_again
from practice_groups.placements.stays.actions.moves import locked, move
from practice_groups.placements.stays.states import TO_FILL_IN


@transaction.atomic
def save_grid(placement: Placement, *, answers: dict, by: User | None, at: datetime) -> PlacementAnswers:
    """Store the observation grid; sent again, it replaces the previous one. `by`: None behind a private link."""
    with acting_as_system():  # see save_evaluation
        return _keep(locked(placement), AnswersKind.GRID, answers, by=by, at=at)


@transaction.atomic
def save_evaluation(
    placement: Placement,
    *,
    answers: dict,
    next_structures: list[Structure] = (),
    by: User | None,
    at: datetime,
) -> PlacementAnswers:
    """Keep the evaluation: from the last day on, the placement is then evaluated, with the hours of its days.

    The door has checked that the placement is hers, by her account or by her private link. What she writes is in
    her own name when she has one; the portal moves the placement, which is the coordination's to write, and does
    everything behind a link, where nobody is logged in.
    """
    with acting_as_system():
        placement = locked(placement)
        days = placement.days.aggregate(last=Max("day"), hours=Sum("hours"))
        if placement.state == PlacementState.SIGNED or (
            placement.state == PlacementState.IMMERSION and timezone.localdate(at) < days["last"]
        ):
            raise Refused(_("L’évaluation se remplit à partir du dernier jour d’immersion."))
        first = not placement.answers.filter(kind=AnswersKind.EVALUATION).exists()
        kept = _keep(placement, AnswersKind.EVALUATION, answers, by=by, at=at)
        if placement.state == PlacementState.IMMERSION:
            placement.hours = days["hours"] or Decimal(0)
            move(placement, PlacementState.EVALUATED, "hours")
        if first and next_structures:
            wish_again(placement, wanted=list(next_structures), by=by or _portal(), at=at)
        return kept


def _portal() -> User:
    return User.objects.get(email=SYSTEM_EMAIL)


def _keep(
    placement: Placement, kind: str, answers: dict, *, by: User | None, at: datetime
) -> PlacementAnswers:
    if placement.state not in TO_FILL_IN:
        raise Refused(_("Ce stage n’a plus rien à remplir."))
    kept = placement.answers.filter(kind=kind).first() or PlacementAnswers(placement=placement, kind=kind)
    kept.answers, kept.written_at = json.dumps(answers, ensure_ascii=False), at
    with acting_as(by) if by else nullcontext():
        kept.save()
    return kept
