"""What the private links show: a convention to sign, a notebook to fill in; and the forms of the notebook."""

from dataclasses import dataclass
from datetime import datetime

from centre.context import acting_as_system
from practice_groups.choices import AnswersKind, PlacementState
from practice_groups.models import Placement, PlacementAnswers, Signature
from practice_groups.placements.stays import access, forms, pages, wording
from practice_groups.placements.stays.actions import notebooks
from practice_groups.placements.stays.questions import OF

VERBS = {AnswersKind.GRID: notebooks.save_grid, AnswersKind.EVALUATION: notebooks.save_evaluation}


@dataclass(frozen=True)
class Signing:
    """The convention as a party sees it behind her link."""

    signature: Signature
    signatures: list[Signature]
    parts: list[wording.Part]

    @property
    def can_sign(self) -> bool:
        return self.signature.signed_at is None and self.signature.placement.state == PlacementState.TO_SIGN

    @property
    def left(self) -> int:
        return sum(one.signed_at is None for one in self.signatures)


@dataclass(frozen=True)
class Notebook:
    placement: Placement
    answers: dict[str, PlacementAnswers]
    may_evaluate: bool

    @property
    def documents(self) -> list[tuple[str, str, PlacementAnswers | None]]:
        return [(kind.value, kind.label, self.answers.get(kind)) for kind in AnswersKind]


def signing_of(token: str) -> Signing:
    """Refused, in the same words as for any invalid link, when there is nothing behind it."""
    with acting_as_system():
        found, together = access.parties_behind(token)
    return Signing(found, together, wording.parts(found.placement.convention_text))


def notebook_of(token: str, at: datetime) -> Notebook:
    placement = access.notebook_of(token)
    with acting_as_system():
        answers = {one.kind: one for one in placement.answers.defer("answers")}
        days = list(placement.days.all())
    return Notebook(placement, answers, pages.evaluation_open(placement, days, at))


def form_of(placement: Placement, kind: str, data=None):
    """The form of the grid or of the evaluation, with what was answered already."""
    known = {"questions": OF[kind], "known": pages.known_answers(placement, kind)}
    if kind == AnswersKind.GRID:
        return forms.AnswersForm(data, **known)
    return forms.EvaluationForm(data, structures=pages.structures_elsewhere(placement), **known)
