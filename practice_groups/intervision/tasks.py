"""The clock of the turns."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.choices import TurnState
from practice_groups.intervision import mails
from practice_groups.models import HostingTurn, SituationTurn

PATIENCE = timedelta(days=7)
AT_ONCE = 200


@shared_task
def remind_turns() -> None:
    """Each day: a turn that has waited a week for its answer is recalled once."""
    remind(at=timezone.now())


def remind(*, at) -> int:
    """How many were reminded. One transaction each: what is killed midway resumes where it stopped."""
    with acting_as_system():
        due = [
            (model, pk)
            for model in (HostingTurn, SituationTurn)
            for pk in model.objects.filter(
                state=TurnState.PROPOSED, proposed_at__lte=at - PATIENCE, reminded_at=None
            )
            .to_come(at)
            .values_list("pk", flat=True)[:AT_ONCE]
        ]
    return sum(_remind(model, pk, at) for model, pk in due)


def _remind(model, pk: int, at) -> bool:
    with acting_as_system():
        turns = model.objects.select_for_update(skip_locked=True, of=["self"]).filter(
            pk=pk, state=TurnState.PROPOSED, reminded_at=None
        )
        turn = turns.select_related("registration__user").first()
        if turn is None:
            return False
        turn.reminded_at = at
        turn.save(update_fields=["reminded_at"])
        mails.reminded(turn)
        return True
