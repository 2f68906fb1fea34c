"""A bilan that reads like one: last year's, written and published; this year's, begun. Everything is invented."""

from datetime import datetime, timedelta

from centre.context import acting_as
from centre.demo import account
from observatory import actions, rendering
from observatory.bilan import actions as writing
from observatory.bilan import remarks
from observatory.bilan.demo_texts import LAST_YEAR, THIS_YEAR
from observatory.models import AnnualReport, Block, ReportSection
from observatory.states import BlockKind, RenderState


def finish(*, at: datetime) -> None:
    """Write, make and publish last year's bilan; begin this year's. Without Pango the first stays a draft."""
    camille = account("coordination")
    with acting_as(camille):
        report = actions.start_report(year=at.year - 1, by=camille, at=at)
        _write(report, LAST_YEAR, by=camille, at=at)
        _blocks(report, by=camille, at=at)
    rendering.make_documents(report.pk)
    with acting_as(camille):
        if report.renders.exclude(state=RenderState.READY).exists():
            return
        actions.publish_report(AnnualReport.objects.get(pk=report.pk), by=camille, at=at)
    _ask_correction(report, at=at)
    with acting_as(camille):
        draft = actions.start_report(year=at.year, by=camille, at=at)
        _write(draft, THIS_YEAR, by=camille, at=at)
        section = _section(draft, "2")
        remarks.comment_section(
            section, text="Ajouter la réunion de novembre quand elle aura eu lieu.", by=camille, at=at
        )


def _section(report: AnnualReport, rubric: str) -> ReportSection:
    """`rubric`: its number, "" for the opening."""
    return report.sections.filter(rubric=rubric).order_by("position").first()


def _write(report: AnnualReport, texts: dict[str, str], *, by, at: datetime) -> None:
    for rubric, html in texts.items():
        block = Block.objects.get(section=_section(report, rubric), kind=BlockKind.TEXT)
        writing.edit_block(block, html=html, version=block.version, by=by, at=at)


def _blocks(report: AnnualReport, *, by, at: datetime) -> None:
    """Figures beside what is written of them."""
    author = {"by": by, "at": at}
    writing.add_block(
        _section(report, ""),
        kind=BlockKind.FIGURES,
        title="L’année en bref",
        options={
            "figures": ["actions.total.tenues", "personnes.file_active", "appels.total", "seances.realisees"]
        },
        **author,
    )
    writing.add_block(_section(report, "3"), kind=BlockKind.TABLE, source="actions", **author)
    writing.add_block(_section(report, "4"), kind=BlockKind.SOLICITATIONS, **author)
    writing.add_block(_section(report, "7"), kind=BlockKind.FINDINGS, **author)


def _ask_correction(report: AnnualReport, *, at: datetime) -> None:
    funder, camille = account("financeur"), account("coordination")
    with acting_as(funder):
        asked = remarks.ask_correction(
            _section(report, "4"),
            text="Pouvez-vous préciser quels départements ont demandé des sensibilisations\u202f?",
            by=funder,
            at=at,
        )
    with acting_as(camille):
        remarks.settle_comment(
            asked,
            answer="Le Gard, l’Aude et la Haute-Garonne surtout\u202f; le prochain bilan le dira.",
            by=camille,
            at=at + timedelta(hours=2),
        )
    with acting_as(funder):
        remarks.ask_correction(
            _section(report, "1.2"),
            text="La convention dit autrement le troisième objectif\u00a0: pouvez-vous reprendre ses termes\u202f?",
            by=funder,
            at=at,
        )
