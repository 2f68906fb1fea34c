"""Who is asked, who has answered, and what may be read of the answers."""

import base64
import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from centre.context import acting_as_system
from centre.models import User
from practice_groups.attendance.evaluations.choices import Again
from practice_groups.models import Cycle, Evaluation, EvaluationAnswer
from practice_groups.states import State

FEWEST = 5  # below, an average would be somebody's opinion
MARKS = ("useful", "climate", "organisation")


def fingerprint(evaluation: Evaluation, user: User) -> bytes:
    """Keyed fingerprint of a person's participation in an evaluation: it cannot be computed without the portal's key,
    kept out of the database."""
    who = f"evaluation {evaluation.pk} {user.pk}".encode()
    return hmac.digest(base64.b64decode(settings.INDEX_KEY), who, sha256)


def has_answered(evaluation: Evaluation, user: User) -> bool:
    return fingerprint(evaluation, user) in {bytes(one) for one in evaluation.answered}


def asked(user: User):
    """The open evaluations of the cycles where `user` holds a seat."""
    seated = {"cycle__registrations__user": user, "cycle__registrations__state": State.CONFIRMED}
    return Evaluation.objects.filter(**seated).select_related("cycle__group").distinct()


def evaluation_of(cycle: Cycle) -> Evaluation | None:
    return Evaluation.objects.filter(cycle=cycle).select_related("opened_by").first()


@dataclass(frozen=True)
class Mark:
    label: str
    average: float
    good: int  # who gave 4 or 5
    middle: int
    poor: int


@dataclass(frozen=True)
class Results:
    count: int
    marks: list[Mark]
    again: list[tuple[str, int]]
    remarks: list[str]


def results(evaluation: Evaluation, *, remarks: bool, at: datetime) -> Results | None:
    """Figures of a closed evaluation with five answers or more, otherwise None: nothing is read while it is open.

    The portal reads, since answers are readable in nobody's name. `remarks`: for the coordination alone, in random
    order.
    """
    if at < evaluation.closes_at or len(evaluation.answered) < FEWEST:
        return None
    with acting_as_system():
        answers = list(EvaluationAnswer.objects.filter(evaluation=evaluation).order_by("pk"))
        told = [answer.remark for answer in answers if answer.remark] if remarks else []
    if len(answers) < FEWEST:
        return None
    chosen = Counter(answer.again for answer in answers)
    return Results(
        count=len(answers),
        marks=[_mark(name, [getattr(answer, name) for answer in answers]) for name in MARKS],
        again=[(label, chosen[value]) for value, label in Again.choices],
        remarks=told,
    )


def _mark(name: str, values: list[int]) -> Mark:
    return Mark(
        label=str(EvaluationAnswer._meta.get_field(name).verbose_name),
        average=round(sum(values) / len(values), 1),
        good=sum(value >= 4 for value in values),
        middle=sum(value == 3 for value in values),
        poor=sum(value <= 2 for value in values),
    )
