"""Which mail after which action; none says what it is about."""

from centre import mail
from centre.models import User
from observatory.models import AnnualReport


def documents_made(report: AnnualReport) -> None:
    """To whoever asked: the documents are there, or the page says why they are not."""
    mail.post(report.requested_by, "report_made", pk=report.pk)


def published(report: AnnualReport) -> None:
    """To funders: a new document waits for them."""
    for funder in User.objects.holding("financeur").exclude(pk=report.published_by_id):
        mail.post(funder, "report_published")


def correction_asked(report: AnnualReport) -> None:
    """To the coordination: a reader of a document asks for something."""
    for coordinator in User.objects.holding("coordination").order_by("pk"):
        mail.post(coordinator, "correction_asked", pk=report.pk)
