"""The observatory's part of the demonstration: the plan of the bilan, then each room's."""

from datetime import datetime

from observatory.bilan import demo as bilan_demo
from observatory.findings import demo as findings_demo
from observatory.models import PlannedSection
from observatory.projects import demo as projects_demo
from observatory.public import demo as public_demo

PLAN = (
    ("0", "Le mot de la coordination"),
    ("1", "Le centre de ressources"),
    ("1.1", "Historique"),
    ("1.2", "Objectifs"),
    ("1.3", "Contexte de l’année"),
    ("2", "Comité de pilotage"),
    ("3", "Coordination"),
    ("3.1", "Animation du réseau"),
    ("3.2", "Rencontres partenariales"),
    ("3.3", "Participation et valorisation"),
    ("4", "Soutien aux partenaires"),
    ("4.1", "Groupes de travail"),
    ("4.2", "Formations et sensibilisations"),
    ("4.3", "Rencontres professionnels-usagers"),
    ("4.4", "Cellule d’écoute"),
    ("5", "Travail inter-réseaux"),
    ("6", "Exil et santé mentale"),
    ("7", "Perspectives"),
)


def seed(*, at: datetime) -> None:
    PlannedSection.objects.bulk_create(
        PlannedSection(rubric=rubric, title=title, position=position)
        for position, (rubric, title) in enumerate(PLAN, start=1)
    )
    projects_demo.seed(at=at)
    findings_demo.seed(at=at)


def finish(*, at: datetime) -> None:
    bilan_demo.finish(at=at)
    public_demo.finish(at=at)
    projects_demo.finish(at=at)
