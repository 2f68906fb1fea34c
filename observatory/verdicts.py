"""The attacker's verdict on an edition: made by the worker when its figures are counted, read before publication.

Web pages only read verdicts: the solver belongs to the worker.
"""

from datetime import datetime

from centre.context import acting_as_system
from centre.refusals import Refused
from observatory import told
from observatory.audit.verdict import holds_for
from observatory.figures import threshold
from observatory.models import AnnualReport

NOT_PROVED = "Protection non démontrée\u00a0: publication bloquée. {reason}"
NOT_AUDITED = (
    "Aucun audit ne porte sur ces chiffres et sur les éditions déjà publiées\u00a0: comptez-les à nouveau."
)
RAISED = "Le seuil du centre est plus haut que lorsque ces chiffres ont été comptés\u00a0: recomptez l’année."
SECONDS = 240  # for the attacker; the worker gives signs of life meanwhile (`rendering.PULSE`)
UNFINISHED = "L’audit n’a pas conclu\u00a0: {reason}."


def audit_edition(report: AnnualReport, *, at: datetime) -> None:
    """Attack the figures of an edition together with those published before, and keep the verdict, whatever it is."""
    from observatory.audit.editions import audit

    earlier = told.documents(report.year, but=report)
    report.audit, report.audited_at = audit([*earlier, report.figures_public], seconds=SECONDS).as_json(), at
    with acting_as_system():  # a verdict is the attacker's: nobody's own account writes one
        report.save(update_fields=["audit", "audited_at"])


def is_audited(report: AnnualReport) -> bool:
    """Whether there is a verdict, good or bad, on exactly these figures and those published before."""
    said = report.audit or {}
    return holds_for(said | {"holds": True}, report.figures_public, told.documents(report.year, but=report))


def _is_told_already(report: AnnualReport) -> bool:
    return report.figures_public in told.documents(report.year, but=report)


def check(report: AnnualReport) -> None:
    """Closed by default: refuse, and say why, without a favourable verdict on exactly these figures."""
    if report.figures_public["seuil"] < threshold() and not _is_told_already(report):
        raise Refused(RAISED)
    if not is_audited(report):
        raise Refused(NOT_PROVED.format(reason=NOT_AUDITED))
    if report.audit["unfinished"]:
        raise Refused(NOT_PROVED.format(reason=UNFINISHED.format(reason=report.audit["unfinished"])))
    if not report.audit["holds"]:
        raise Refused(NOT_PROVED.format(reason=report.audit["exposed"][0]["sentence"]))
