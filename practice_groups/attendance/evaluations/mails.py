"""The one mail of an evaluation: where to answer, once logged in."""

from centre.languages import between
from centre.mail import post
from practice_groups.models import Evaluation
from practice_groups.states import State


def opened(evaluation: Evaluation) -> None:
    seated = evaluation.cycle.registrations.filter(state=State.CONFIRMED).select_related("user")
    for registration in seated.order_by("pk"):
        user = registration.user
        if not user.has_ended:
            post(
                user,
                "group_evaluation",
                language=between(user.language, evaluation.cycle.group.language),
                name=user.display_name,
                pk=evaluation.cycle_id,
                last_day=evaluation.last_day,
            )
