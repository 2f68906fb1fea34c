"""Mails leave once, and one that cannot does not hold the others."""

from smtplib import SMTPRecipientsRefused

from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from centre import mail
from centre.models import OutgoingMail


class Greylisting(EmailBackend):
    """A relay that refuses one address for now, as many do the first time."""

    def send_messages(self, messages):
        if messages[0].to == ["plus-tard@ailleurs.example"]:
            raise SMTPRecipientsRefused({messages[0].to[0]: (450, b"greylisted")})
        return super().send_messages(messages)


def test_an_address_refused_for_now_is_tried_once_a_call_and_the_others_leave(portal, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    for address in ("plus-tard@ailleurs.example", "nora@ailleurs.example"):
        OutgoingMail(to=address, subject="Un message", body="Bonjour").save()
    assert mail.send_waiting() == 1
    assert [sent.to for sent in outbox.outbox] == [["nora@ailleurs.example"]]
    assert OutgoingMail.objects.get(sent_at=None).attempts == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.send_waiting() == 1 and not OutgoingMail.objects.filter(sent_at=None).exists()
