"""Every write about comments on a section: the team's remarks, funders' requests, the answers."""

from datetime import datetime

from django.db import transaction

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from observatory import mails
from observatory.models import AnnualReport, Comment, ReportSection
from observatory.states import CommentKind, ReportState

ONLY_PUBLISHED = "Une correction se demande sur l’édition publiée\u00a0: celle-ci a été remplacée."
SETTLED = "Cette remarque vient d’être réglée par {who}."
TOO_MANY = "Vous avez déjà {most} demandes en attente de réponse\u00a0: la coordination les lit."
UNANSWERED = "Répondez à ce financeur\u00a0: une demande de correction a toujours une réponse."
MOST_WAITING = 20


@transaction.atomic
def comment_section(section: ReportSection, *, text: str, by: User, at: datetime) -> Comment:
    """Add a remark of the team, in any state of the edition."""
    return Comment.objects.create(section=section, kind=CommentKind.REMARK, author=by, at=at, text=text)


@transaction.atomic
def ask_correction(section: ReportSection, *, text: str, by: User, at: datetime) -> Comment:
    """A funder asks for a correction of what is published; the coordination is notified."""
    report = AnnualReport.objects.only("state").get(pk=section.report_id)
    if report.state != ReportState.PUBLISHED:
        raise Refused(ONLY_PUBLISHED)
    if Comment.objects.filter(author=by, settled_at=None).count() >= MOST_WAITING:
        raise Refused(TOO_MANY.format(most=MOST_WAITING))
    comment = Comment.objects.create(
        section=section, kind=CommentKind.CORRECTION, author=by, at=at, text=text
    )
    with acting_as_system():  # a funder does not see who coordinates
        mails.correction_asked(report)
    return comment


@transaction.atomic
def settle_comment(comment: Comment, *, answer: str, by: User, at: datetime) -> Comment:
    """Close a comment, with or without an answer."""
    comment = Comment.objects.select_for_update(of=("self",)).select_related("settled_by").get(pk=comment.pk)
    if comment.settled_at:
        raise Refused(SETTLED.format(who=comment.settled_by))
    if comment.kind == CommentKind.CORRECTION and not answer:
        raise Refused(UNANSWERED, field="answer")
    comment.answer, comment.settled_by, comment.settled_at = answer, by, at
    comment.save()
    return comment
