"""Every write about bilans, one verb each."""

from datetime import datetime

from django.db import connection, transaction

from centre.models import ClosedYear, User
from centre.refusals import Refused
from centre.tasks import enqueue
from observatory import attack, mails, rendering, tasks
from observatory.figures import has_anything
from observatory.models import AnnualReport, ExactFigures, ReportRender
from observatory.states import UNFINISHED, Mode, RenderState, ReportState, may_move

NOTHING = "Rien n’est enregistré pour {year}\u00a0: il n’y a pas de bilan à faire."
ALREADY = "Le bilan {year} est déjà {state}\u00a0: publiez-le, ou remettez-le en brouillon pour le refaire."
OPEN_PERIOD = "La période n’est pas close\u00a0: le bilan {year} se publie à partir du 1er janvier {after}."
NOT_READY = "Les documents ne sont pas prêts\u00a0: attendez qu’ils soient faits, ou refaites-les."
NOT_PROVED = (
    "Protection non démontrée\u00a0: publication bloquée. Le chiffre en cause est «\u00a0{cell}\u00a0»."
)
OVERLAP = (
    "Ce bilan recoupe l’édition {edition} à quelques personnes près\u00a0: un lecteur des deux lirait la différence. "
    "Audit conjoint requis avant publication."
)


@transaction.atomic
def request_report(*, year: int, by: User, at: datetime) -> AnnualReport:
    """Ask for the documents of a year: a new edition, or its draft counted again.

    Two requests at once are one: the second gets the edition being made.
    """
    if not has_anything(year):
        raise Refused(NOTHING.format(year=year), field="year")
    _hold_year(year)
    report = AnnualReport.objects.living().filter(year=year).first()
    if report is None:
        report = _new_edition(year, by=by, at=at)
    elif report.renders.filter(state__in=UNFINISHED).exists():
        return report
    elif report.state != ReportState.DRAFT:
        raise Refused(ALREADY.format(year=year, state=report.get_state_display().lower()), field="year")
    else:
        _start_again(report, by=by, at=at)
    transaction.on_commit(lambda: enqueue(tasks.render_report, str(report.pk)))
    return report


def _hold_year(year: int) -> None:
    """One at a time about a year, until the end of the transaction: there may be no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('observatory.bilan'), %s)", [year])


def _new_edition(year: int, *, by: User, at: datetime) -> AnnualReport:
    """A new edition opens its year again: what it counts may be corrected until it is published in turn."""
    ClosedYear.objects.filter(year=year).delete()
    last = (
        AnnualReport.objects.filter(year=year).order_by("-edition").values_list("edition", flat=True).first()
    )
    report = AnnualReport.objects.create(year=year, edition=(last or 0) + 1, requested_by=by, requested_at=at)
    for mode in Mode:
        ReportRender.objects.create(report=report, mode=mode)
    return report


def _start_again(report: AnnualReport, *, by: User, at: datetime) -> None:
    ExactFigures.objects.filter(report=report).delete()
    report.figures_public = report.listing = report.protection = report.audit = report.audited_at = None
    report.requested_by, report.requested_at = by, at
    report.save()
    rendering.start_again(report)


@transaction.atomic
def mark_read(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Somebody read the documents and vouches for them."""
    report = _move(report, ReportState.READ)
    report.read_by, report.read_at = by, at
    report.save()


@transaction.atomic
def mark_sent(report: AnnualReport, *, by: User, at: datetime) -> None:
    """The documents went to whoever must see them before publication."""
    report = _move(report, ReportState.SENT)
    report.sent_by, report.sent_at = by, at
    report.save()


@transaction.atomic
def reopen(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Back to a draft, which can be counted again."""
    report = _move(report, ReportState.DRAFT)
    report.read_by = report.read_at = report.sent_by = report.sent_at = None
    report.save()


@transaction.atomic
def publish_report(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Freeze an edition and show it to funders; it replaces the published one of its year, whose rows freeze too."""
    _hold_year(report.year)
    report = _move(report, ReportState.PUBLISHED)
    if report.year >= at.year:
        raise Refused(OPEN_PERIOD.format(year=report.year, after=report.year + 1))
    _check_protection(report)
    AnnualReport.objects.published().filter(year=report.year).update(
        state=ReportState.REPLACED, replaced_at=at
    )
    report.published_by, report.published_at = by, at
    report.save()
    ClosedYear.objects.get_or_create(year=report.year, defaults={"closed_at": at, "closed_by": by})
    mails.published(report)


def _check_protection(report: AnnualReport) -> None:
    """Closed by default: what the attacker can break alone, or with an edition published before, stays here."""
    exposed = attack.exposed(report.figures_public)
    if exposed:
        raise Refused(NOT_PROVED.format(cell=exposed[0]))
    before = AnnualReport.objects.filter(year=report.year, published_at__isnull=False).order_by("edition")
    for edition, figures in before.values_list("edition", "figures_public"):
        if attack.overlaps(figures, report.figures_public):
            raise Refused(OVERLAP.format(edition=edition))


def _move(report: AnnualReport, target: str) -> AnnualReport:
    """Lock, check that the move is legal and the documents ready, set the state; the caller saves."""
    report = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if not may_move(report.state, target):
        raise Refused(
            f"Ce bilan est «\u00a0{report.get_state_display().lower()}\u00a0»\u00a0: la page a changé entre-temps."
        )
    if target != ReportState.DRAFT and report.renders.exclude(state=RenderState.READY).exists():
        raise Refused(NOT_READY)
    report.state = target
    return report
