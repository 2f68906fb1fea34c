"""Bilans of the demonstration: last year's, written and published; this year's, begun. Everything is invented."""

import logging
from datetime import datetime, timedelta

from centre.context import acting_as
from centre.demo import account
from centre.refusals import Refused
from observatory import actions, rendering
from observatory.bilan import actions as writing
from observatory.bilan import remarks
from observatory.bilan.demo_texts import LAST_YEAR, THIS_YEAR
from observatory.figures import has_anything
from observatory.models import AnnualReport, Block, ReportSection
from observatory.states import BlockKind

log = logging.getLogger(__name__)


def finish(*, at: datetime) -> None:
    """Write, make, publish and comment last year's bilan, and begin this year's.

    Where documents cannot be made (no Pango), or the proof does not hold, last year's stays a draft.
    """
    camille = account("coordination")
    with acting_as(camille):
        report = _begun(at.year - 1, LAST_YEAR, by=camille, at=at)
        if report:
            _blocks(report, by=camille, at=at)
    if report and _published(report, by=camille, at=at):
        _ask_correction(report, at=at)
    with acting_as(camille):
        if draft := _begun(at.year, THIS_YEAR, by=camille, at=at):
            text = "Ajouter la réunion de novembre quand elle aura eu lieu."
            remarks.comment_section(_section(draft, "2"), text=text, by=camille, at=at)


def _begun(year: int, texts: dict[str, str], *, by, at: datetime) -> AnnualReport | None:
    """This year's draft; none in the first days of January, when nothing is recorded yet."""
    if not has_anything(year):
        return None
    report = actions.start_report(year=year, by=by, at=at)
    _write(report, texts, by=by, at=at)
    return report


def _published(report: AnnualReport, *, by, at: datetime) -> bool:
    rendering.make_documents(report.pk)
    try:
        with acting_as(by):
            actions.publish_report(AnnualReport.objects.get(pk=report.pk), by=by, at=at)
    except Refused as refusal:
        log.warning("the demonstration's bilan stays a draft: %s", refusal)
        return False
    return True


def _section(report: AnnualReport, rubric: str) -> ReportSection:
    """`rubric`: its number, "" for the opening."""
    return report.sections.filter(rubric=rubric).order_by("position").first()


def _write(report: AnnualReport, texts: dict[str, str], *, by, at: datetime) -> None:
    for rubric, html in texts.items():
        block = Block.objects.get(section=_section(report, rubric), kind=BlockKind.TEXT)
        writing.edit_block(block, html=html, version=block.version, by=by, at=at)


def _blocks(report: AnnualReport, *, by, at: datetime) -> None:
    """Blocks that show the figures the text is about."""
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
