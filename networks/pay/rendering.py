"""The document of an issued statement: made from the statement's own rows alone, hence always the same bytes.

Nothing is claimed beforehand: if two workers make the same document, the first one keeps it and the other finds it
kept.
"""

import base64
import io
import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import translation

from centre import mail
from centre.context import acting_as_system
from centre.document import CannotRender, render
from networks.choices import StatementState
from networks.models import PayLine, PayStatement

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=5)


def make_document(statement_id) -> None:
    """Make and keep the document, and tell the interpreter, once. What fails is tried again by the sweeper."""
    with acting_as_system():
        statement = PayStatement.objects.get(pk=statement_id)
        if statement.is_draft or statement.pdf:
            return
        own = list(lines_of(statement))
    try:
        content = printed(statement, own)
    except CannotRender as reason:
        log.warning("statement %s waits: %s", statement_id, reason)
        return
    with acting_as_system():
        statement = PayStatement.objects.select_for_update(of=["self"]).get(pk=statement_id)
        if statement.pdf:
            return
        statement.pdf = base64.b64encode(content).decode()
        statement.save(update_fields=["pdf"])
        _tell(statement)


def printed(statement: PayStatement, own: list[PayLine]) -> bytes:
    """The PDF of an issued statement, from its own row and its lines alone."""
    context = {
        "statement": statement,
        "missions": [line for line in own if line.corrects_id is None],
        "corrections": [line for line in own if line.corrects_id is not None],
    }
    with translation.override("fr"):
        return render(
            "documents/pay_statement.html",
            context,
            identifier=statement.number,
            styles="css/pay_statement.css",
        )


def lines_of(statement: PayStatement) -> QuerySet[PayLine]:
    return statement.lines.select_related("corrects__statement").order_by("day", "pk")


def is_late(statement: PayStatement, now: datetime) -> bool:
    """Whether the page should stop waiting for the document."""
    return statement.issued_at < now - PATIENCE


def opened(statement: PayStatement) -> io.BytesIO | None:
    """The stored document, or None while it is being made."""
    return io.BytesIO(base64.b64decode(statement.pdf)) if statement.pdf else None


def without_document(before: datetime) -> QuerySet:
    """Ids of the statements issued before this instant whose document is missing."""
    waiting = PayStatement.objects.filter(~Q(state=StatementState.DRAFT), pdf=b"", issued_at__lt=before)
    return waiting.order_by("issued_at").values_list("pk", flat=True)


def _tell(statement: PayStatement) -> None:
    user = statement.interpreter.user
    if user is not None and not user.has_ended:
        mail.post(user, "statement_ready")
