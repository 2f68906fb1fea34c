"""Every write about bilans, one verb each."""

from datetime import datetime

from django.db import transaction

from centre.models import ClosedYear, Settings, User
from centre.refusals import Refused
from centre.tasks import enqueue
from observatory import mails, rendering, tasks, verdicts
from observatory.bilan import editions, secrecy
from observatory.bilan.contents import fingerprint
from observatory.bilan.holding import hold_draft, hold_text
from observatory.facts import actions as facts
from observatory.figures import has_anything
from observatory.models import AnnualReport, ExactFigures
from observatory.states import UNFINISHED, RenderState, ReportState, may_move

NOTHING = "Rien n’est enregistré pour {year}\u00a0: il n’y a pas de bilan à faire."
STARTED = "Le bilan {year} est déjà commencé ({state})\u00a0: ouvrez-le depuis la liste des bilans."
NO_EDITION = "Aucune édition de {year} n’est publiée\u00a0: il n’y a pas de chiffres à reprendre."
BEING_MADE = "Les documents sont en train d’être faits\u00a0: attendez qu’ils soient prêts."
SAY_CHANGES = (
    "Dites d’abord ce qui change depuis l’édition précédente\u00a0: ses lecteurs le liront en premier."
)
UNREAD = (
    "Dans ce centre, un bilan est relu par une personne et publié par une autre\u00a0: "
    "que l’une le note d’abord comme relu."
)
TWO = (
    "Dans ce centre, la personne qui publie n’est pas celle qui a relu\u00a0: "
    "faites relire par l’une, publier par l’autre."
)
OLD = "Refaites les documents\u00a0: le texte a changé depuis."
ALREADY = "Le bilan {year} est déjà {state}\u00a0: publiez-le, ou remettez-le en brouillon pour le refaire."
OPEN_PERIOD = "La période n’est pas close\u00a0: le bilan {year} se publie à partir du 1er janvier {after}."
NOT_READY = "Les documents ne sont pas prêts\u00a0: attendez qu’ils soient faits, ou refaites-les."


@transaction.atomic
def start_report(
    *,
    year: int,
    with_texts: bool = False,
    same_figures: bool = False,
    changes: str = "",
    by: User,
    at: datetime,
) -> AnnualReport:
    """Begin a new edition of `year`: its sections, and its documents to make.

    If the year has a published edition this is a correction: its content is copied, and its figures too with
    `same_figures`. Otherwise the plan is copied from the latest edition of an earlier year (with its texts if
    `with_texts`), or is the default one. Two requests at once create one edition.
    """
    editions.hold_year(year)
    living = AnnualReport.objects.living().filter(year=year).first()
    if living and _is_being_made(living):
        return living
    if living:
        raise Refused(STARTED.format(year=year, state=living.get_state_display().lower()), field="year")
    before = AnnualReport.objects.published().filter(year=year).first()
    if same_figures and before is None:
        raise Refused(NO_EDITION.format(year=year), field="same_figures")
    if not same_figures and not has_anything(year):
        raise Refused(NOTHING.format(year=year), field="year")
    kept = before if same_figures else None
    report = editions.new_edition(year, by=by, at=at, changes=changes, same_figures_as=kept)
    model = before or editions.last_before(year)
    editions.begin(report, model, texts=with_texts or before is not None, by=by, at=at)
    _ask_documents(report)
    return report


def _is_being_made(report: AnnualReport) -> bool:
    return report.renders.filter(state__in=UNFINISHED).exists()


def _ask_documents(report: AnnualReport) -> None:
    transaction.on_commit(lambda: enqueue(tasks.render_report, str(report.pk)))


@transaction.atomic
def recount(report: AnnualReport, *, by: User, at: datetime) -> AnnualReport:
    """Have the figures of a draft counted again, even if they were copied from another edition; its text stays."""
    editions.hold_year(report.year)
    report = _draft_to_make(report, refusal=ALREADY)
    if _is_being_made(report):
        return report
    if not has_anything(report.year):
        raise Refused(NOTHING.format(year=report.year), field="year")
    ClosedYear.objects.filter(year=report.year).delete()
    ExactFigures.objects.filter(report=report).delete()
    report.figures_public = report.listing = report.audit = report.audited_at = None
    report.same_figures_as = None
    _make_again(report, by=by, at=at)
    return report


@transaction.atomic
def keep_figures(report: AnnualReport, *, by: User, at: datetime) -> AnnualReport:
    """Turn a correction into one of the text alone: figures, listing and verdict are those of the published edition;
    before a first publication, those that were sent."""
    editions.hold_year(report.year)
    report = _draft_to_make(report, refusal=ALREADY)
    before = AnnualReport.objects.published().filter(year=report.year).first()
    sent = report.sent_figures.last()
    if before is None and sent is None:
        raise Refused(NO_EDITION.format(year=report.year))
    if _is_being_made(report):
        raise Refused(BEING_MADE)
    if before:
        editions.copy_figures(report, before)
    else:
        editions.bring_back(report, sent)
    _make_again(report, by=by, at=at)
    return report


@transaction.atomic
def remake_documents(report: AnnualReport, *, by: User, at: datetime) -> AnnualReport:
    """Have the documents of a draft made again with its current text; its figures stay."""
    report = _draft_to_make(report, refusal=ALREADY)
    if not _is_being_made(report):
        _make_again(report, by=by, at=at)
    return report


def _draft_to_make(report: AnnualReport, *, refusal: str) -> AnnualReport:
    report = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if report.state != ReportState.DRAFT:
        state = report.get_state_display().lower()
        raise Refused(refusal.format(year=report.year, state=state), field="year")
    return report


def _make_again(report: AnnualReport, *, by: User, at: datetime) -> None:
    report.requested_by, report.requested_at = by, at
    report.save()
    rendering.start_again(report)
    _ask_documents(report)


@transaction.atomic
def say_changes(report: AnnualReport, *, changes: str, by: User, at: datetime) -> AnnualReport:
    """Set the sentence, shown first to readers, that says what a correction changes."""
    hold_draft(report.pk)
    report = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if report.edition > 1 and not changes:
        raise Refused(SAY_CHANGES, field="changes")
    report.changes = changes
    report.save(update_fields=["changes"])
    return report


@transaction.atomic
def prefer_figures(
    report: AnnualReport, *, preferred: list[str], seen: list[str], by: User, at: datetime
) -> AnnualReport:
    """Choose what the protection should rather publish at the next count: words of `disclosure.preferences`.

    `seen`: the choices shown in the form; what somebody else chose in the meantime is kept.
    """
    report = _draft_to_make(report, refusal=ALREADY)
    added, taken_back = set(preferred) - set(seen), set(seen) - set(preferred)
    if not added <= {*secrecy.offered(report.protection or {}), *report.preferred}:
        raise Refused(secrecy.NOT_OFFERED, field="preferred")
    report.preferred = sorted({*report.preferred, *added} - taken_back)
    report.save(update_fields=["preferred"])
    return report


@transaction.atomic
def mark_read(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Record that somebody read the documents and vouches for them."""
    report = _move(report, ReportState.READ)
    report.read_by, report.read_at = by, at
    report.save()


@transaction.atomic
def mark_sent(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Record that the documents were sent to those who must see them before publication."""
    report = _move(report, ReportState.SENT)
    verdicts.check(report)
    report.sent_by, report.sent_at = by, at
    editions.keep_sent(report, at=at)
    report.save()


@transaction.atomic
def reopen(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Back to a draft, which can be counted again."""
    report = _move(report, ReportState.DRAFT)
    report.read_by = report.read_at = report.sent_by = report.sent_at = None
    report.save()


@transaction.atomic
def publish_report(report: AnnualReport, *, by: User, at: datetime) -> None:
    """Freeze an edition and show it to funders; it replaces the year's published edition, which is frozen too."""
    editions.hold_year(report.year)
    report = _move(report, ReportState.PUBLISHED)
    if report.year >= at.year:
        raise Refused(OPEN_PERIOD.format(year=report.year, after=report.year + 1))
    if report.edition > 1 and not report.changes:
        raise Refused(SAY_CHANGES)
    if report.read_by_id in (None, by.pk) and Settings.objects.filter(two_to_publish=True).exists():
        raise Refused(TWO if report.read_by_id else UNREAD)
    verdicts.check(report)
    AnnualReport.objects.published().filter(year=report.year).update(
        state=ReportState.REPLACED, replaced_at=at
    )
    report.published_by, report.published_at = by, at
    report.save()
    facts.keep_only_what_was_told(report.year, report.figures_exact or {})
    ClosedYear.objects.get_or_create(year=report.year, defaults={"closed_at": at, "closed_by": by})
    mails.published(report)


def _move(report: AnnualReport, target: str) -> AnnualReport:
    """Lock the edition, check that the move is legal and that its documents are ready and up to date, set the state;
    the caller saves."""
    hold_text(report.pk)
    report = AnnualReport.objects.select_for_update().get(pk=report.pk)
    if not may_move(report.state, target):
        raise Refused(
            f"Ce bilan est «\u00a0{report.get_state_display().lower()}\u00a0»\u00a0: la page a changé entre-temps."
        )
    if target != ReportState.DRAFT:
        if report.renders.exclude(state=RenderState.READY).exists():
            raise Refused(NOT_READY)
        if report.renders.exclude(made_from=fingerprint(report)).exists():
            raise Refused(OLD)
    report.state = target
    return report
