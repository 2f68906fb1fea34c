"""The plan of the bilan and last year's published one, for the demonstration."""

from datetime import datetime

from centre.context import acting_as
from centre.demo import account
from observatory import actions, rendering
from observatory.findings import demo as findings_demo
from observatory.models import AnnualReport, PlannedSection
from observatory.projects import demo as projects_demo
from observatory.states import RenderState

PLAN = (
    ("0", "Le mot de la coordination"),
    ("1", "Le centre de ressources"),
    ("2", "Comité de pilotage"),
    ("3", "Coordination"),
    ("3.1", "Animation du réseau"),
    ("3.2", "Rencontres partenariales"),
    ("3.3", "Participation et valorisation"),
    ("4", "Soutien aux partenaires"),
    ("4.1", "Groupes de travail"),
    ("4.2", "Formations et sensibilisations"),
    ("4.3", "Rencontres professionnels-usagers"),
    ("5", "Perspectives"),
)


def seed(*, at: datetime) -> None:
    PlannedSection.objects.bulk_create(
        PlannedSection(rubric=rubric, title=title, position=position)
        for position, (rubric, title) in enumerate(PLAN, start=1)
    )
    projects_demo.seed(at=at)
    findings_demo.seed(at=at)


def finish(*, at: datetime) -> None:
    """Make and publish last year's bilan. Without Pango it stays a draft that says what to install."""
    camille = account("coordination")
    with acting_as(camille):
        report = actions.request_report(year=at.year - 1, by=camille, at=at)
    rendering.make_documents(report.pk)
    with acting_as(camille):
        if not report.renders.exclude(state=RenderState.READY).exists():
            actions.publish_report(AnnualReport.objects.get(pk=report.pk), by=camille, at=at)
    projects_demo.finish(at=at)
