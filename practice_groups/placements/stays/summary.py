"""A session in figures and structures, without the name of anybody."""

import json
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from practice_groups.choices import AnswersKind
from practice_groups.models import Placement, PlacementAnswers, PlacementSession
from practice_groups.placements.stays.questions import EVALUATION
from practice_groups.placements.stays.states import State

FEWEST = 5  # under this many evaluations, no average is shown
HELD = [State.IMMERSION, State.EVALUATED, State.RESTITUTED, State.INTERRUPTED]


@dataclass(frozen=True)
class Line:
    """A placement: from which structure to which, its days and its real hours."""

    own: str
    host: str
    days: list
    hours: Decimal | None
    state: str
    interrupted: bool


@dataclass(frozen=True)
class Average:
    text: str
    value: float | None  # None: fewer than `FEWEST` answers
    answers: int


@dataclass(frozen=True)
class Summary:
    pairs: list[list[Line]]  # those of a pair together; whoever was alone, alone
    structures: list[str]
    people: int
    days: int
    hours: Decimal
    interrupted: list[Line]
    cancelled: int
    evaluations: int
    averages: list[Average]

    @property
    def crossed(self) -> int:
        return sum(len(lines) > 1 for lines in self.pairs)


def of(session: PlacementSession) -> Summary:
    placements = list(
        session.placements.defer("pdf", "convention_text")
        .select_related("host", "own")
        .prefetch_related("days")
        .order_by("pair_id", "own__name", "pk")
    )
    held = [one for one in placements if one.state in HELD]
    pairs: dict = {}
    for one in held:
        pairs.setdefault(one.pair_id or one.pk, []).append(_line(one))
    lines = [line for together in pairs.values() for line in together]
    answers = _marks([one.pk for one in held])
    return Summary(
        pairs=list(pairs.values()),
        structures=sorted({name for one in held for name in (one.host.name, one.own.name)}),
        people=len({one.wish_id for one in held}),
        days=sum(len(line.days) for line in lines),
        hours=sum((line.hours or Decimal(0) for line in lines), Decimal(0)),
        interrupted=[line for line in lines if line.interrupted],
        cancelled=sum(one.state == State.CANCELLED for one in placements),
        evaluations=len(answers),
        averages=[_average(question, answers) for question in EVALUATION if question.marked],
    )


def _line(placement: Placement) -> Line:
    days = [day.day for day in placement.days.all()]
    interrupted = placement.state == State.INTERRUPTED
    return Line(
        placement.own.name,
        placement.host.name,
        days,
        placement.hours,
        placement.get_state_display(),
        interrupted,
    )


def _marks(placements: list) -> list[dict]:
    written = PlacementAnswers.objects.filter(kind=AnswersKind.EVALUATION, placement__in=placements)
    return [json.loads(one.answers) for one in written]


def _average(question, answers: list[dict]) -> Average:
    marks = [one[question.name] for one in answers if one.get(question.name)]
    return Average(question.text, round(mean(marks), 1) if len(marks) >= FEWEST else None, len(marks))
