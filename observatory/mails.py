"""Which mail goes after which action; none says what it is about."""

from centre import mail
from centre.models import User
from observatory.models import AnnualReport


def documents_made(report: AnnualReport) -> None:
    """To whoever asked: the documents are ready, or the page says why not."""
    mail.post(report.requested_by, "report_made", pk=report.pk)


def published(report: AnnualReport) -> None:
    """To funders: a new document is available."""
    for funder in User.objects.holding("financeur").exclude(pk=report.published_by_id):
        mail.post(funder, "report_published")


def correction_asked(report: AnnualReport) -> None:
    """To the coordination: a funder asks for a correction."""
    for coordinator in User.objects.holding("coordination").order_by("pk"):
        mail.post(coordinator, "correction_asked", pk=report.pk)
