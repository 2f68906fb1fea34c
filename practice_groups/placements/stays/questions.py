"""What the grid and the evaluation ask. No question is about somebody who is cared for."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from practice_groups.choices import AnswersKind

MARKS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    marked: bool = False  # a mark from 1 to 5; otherwise a short text
    length: int = 600


GRID = (
    Question("place", _("Le lieu et l’équipe\u00a0: qui y travaille, avec quels métiers")),
    Question("welcome", _("L’accueil\u00a0: comment une personne arrive, qui la reçoit, dans quelle langue")),
    Question("frame", _("Le cadre de travail\u00a0: horaires, réunions, règles de confidentialité")),
    Question("partners", _("Les partenaires\u00a0: avec qui la structure travaille, comment elle oriente")),
    Question("surprise", _("Ce qui m’a surpris, ce que j’imaginais autrement")),
    Question("keep", _("Ce que je rapporte dans ma structure")),
)

EVALUATION = (
    Question("prepared", _("La préparation m’a été utile"), marked=True),
    Question("received", _("J’ai été bien accueilli"), marked=True),
    Question("learnt", _("J’ai mieux compris l’autre métier"), marked=True),
    Question("useful", _("Cela changera ma pratique ou mes orientations"), marked=True),
    Question("again", _("Je recommanderais ce stage"), marked=True),
    Question("best", _("Ce qui a été le plus utile")),
    Question("better", _("Ce qui serait à améliorer")),
)

OF: dict[str, tuple[Question, ...]] = {AnswersKind.GRID: GRID, AnswersKind.EVALUATION: EVALUATION}
