"""Mails: written with their cause, sent after it is committed, silent about what it is."""

import logging
from email.errors import MessageError
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context
from django.template.loader import select_template
from django.utils import timezone, translation

from centre.models import OutgoingMail, User

MAX_ATTEMPTS = 8
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
    """Send queued mails, each once even with several workers and tried once per call; returns how many left."""
    sent, refused = 0, []
    for _ in range(limit):
        with transaction.atomic():
            mail = (
                OutgoingMail.objects.select_for_update(skip_locked=True)
                .filter(sent_at=None, attempts__lt=MAX_ATTEMPTS)
                .exclude(pk__in=refused)
                .order_by("attempts", "queued_at")
                .first()
            )
            if mail is None:
                break
            mail.attempts += 1
            away = False
            try:
                EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
                mail.sent_at = timezone.now()
                mail.body = ""
                sent += 1
            except (
                SMTPRecipientsRefused
            ):  # perhaps for now only: tried again at the next call, the others leave
                refused.append(mail.pk)
            except OSError:  # the relay is away: the scheduler tries again
                away = True
            except (MessageError, ValueError) as reason:  # no header can bear this address: the others leave
                mail.attempts = MAX_ATTEMPTS
                log.warning("mail %s can never leave: %s", mail.pk, type(reason).__name__)
            mail.save(update_fields=["attempts", "sent_at", "body"])
            if away:
                break
    return sent
