"""Mails: written with their cause, sent after it is committed, silent about what it is."""

import logging
from datetime import datetime, timedelta
from email.errors import MessageError
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import select_template
from django.utils import timezone, translation

from centre.models import OutgoingMail, User

MAX_ATTEMPTS = 12
# What the relay says of this one mail; whatever else it does, it does to all.
_OF_THIS_MAIL = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, SMTPServerDisconnected)
_LATE = timedelta(hours=1)
log = logging.getLogger(__name__)


def post(to: User | str, template: str, *, language: str = "", **context) -> OutgoingMail:
    """Queue the mail `mails/<template>.txt` (first line: the subject) in `language`, else in the recipient's.

    A translation of it is another file, `mails/<language>/<template>.txt`; without one, the French leaves.

    The broker may be down: the scheduler sweeps what waits.
    """
    language = language or (to.language if isinstance(to, User) else settings.LANGUAGE_CODE)
    address = to.email if isinstance(to, User) else to
    with translation.override(language):
        plain = Context({"origin": settings.ORIGIN, "to": to, **context}, autoescape=False)  # text, not HTML
        text = select_template([f"mails/{language}/{template}.txt", f"mails/{template}.txt"]).template.render(
            plain
        )
    subject, _, body = text.strip().partition("\n")
    mail = OutgoingMail.objects.create(to=address, subject=subject.strip(), body=body.strip() + "\n")
    from centre.tasks import enqueue, send_waiting_mails

    transaction.on_commit(lambda: enqueue(send_waiting_mails))
    return mail


def send_waiting(limit: int = 50) -> int:
    """Send queued mails, each once even with several workers and tried once a call; returns how many left.

    A relay that does not answer costs no mail an attempt, however long: everything leaves when it is back.
    """
    sent, refused = 0, []
    for _ in range(limit):
        with transaction.atomic():
            mail = (
                OutgoingMail.objects.select_for_update(skip_locked=True)
                .filter(_due(timezone.now()), sent_at=None)
                .exclude(pk__in=refused)
                .order_by("attempts", "queued_at")
                .first()
            )
            if mail is None:
                break
            try:
                EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
                mail.sent_at = timezone.now()
                mail.body = ""
                sent += 1
            except _OF_THIS_MAIL as reason:  # perhaps for now only; the others leave
                refused.append(mail.pk)
                log.warning("mail %s refused: %s", mail.pk, _in_short(reason))
            except OSError as reason:  # the scheduler tries again
                log.warning("mail relay away: %s", _in_short(reason))
                break
            except (MessageError, ValueError) as reason:  # no header can bear this address: the others leave
                mail.attempts = MAX_ATTEMPTS - 1
                log.warning("mail %s can never leave: %s", mail.pk, type(reason).__name__)
            mail.attempts += 1
            mail.save(update_fields=["attempts", "sent_at", "body"])
    return sent


def _due(now: datetime) -> Q:
    """Never tried, or refused long enough ago: twice as long after each refusal, a day and a half in all."""
    due = Q(attempts=0)
    for count in range(1, MAX_ATTEMPTS):
        due |= Q(attempts=count, queued_at__lte=now - timedelta(minutes=2**count - 1))
    return due


def _in_short(reason: OSError) -> str:
    """The error's class and the relay's code; its words may hold an address."""
    if isinstance(reason, SMTPRecipientsRefused):
        codes = {code for code, _words in reason.recipients.values()}
    else:
        codes = {getattr(reason, "smtp_code", None) or reason.errno or ""}
    return " ".join([type(reason).__name__, *map(str, codes)]).strip()


def late(now: datetime) -> bool:
    """Does a mail wait that nobody could try to send: relay, worker or scheduler away?"""
    return OutgoingMail.objects.filter(sent_at=None, attempts=0, queued_at__lt=now - _LATE).exists()
