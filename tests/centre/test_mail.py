"""Mails leave once, one that cannot does not hold the others, and an outage of the relay loses none."""

from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from centre import mail
from centre.models import OutgoingMail

WORKS = "django.core.mail.backends.locmem.EmailBackend"
BROKEN = {
    "no route": OSError(113, "No route to host"),
    "password changed": SMTPAuthenticationError(535, b"no"),
    "this text": SMTPDataError(554, b"no"),
    "hangs up": SMTPServerDisconnected("closed"),
}


def queued(**ago):
    """All that waits was queued that long ago."""
    OutgoingMail.objects.filter(sent_at=None).update(queued_at=timezone.now() - timedelta(**ago))


class Broken(EmailBackend):
    def send_messages(self, messages):
        raise BROKEN[messages[0].subject]


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
    settings.EMAIL_BACKEND = WORKS
    assert mail.send_waiting() == 0  # the relay asked for time
    queued(hours=1)
    assert mail.send_waiting() == 1 and not OutgoingMail.objects.filter(sent_at=None).exists()


@pytest.mark.parametrize(
    ("trouble", "counted"), [(name, name in ("this text", "hangs up")) for name in BROKEN]
)
def test_a_relay_away_for_hours_loses_no_mail(portal, settings, trouble, counted):
    """Eight sweeps, hence eight minutes of outage, lost an invitation for good."""
    OutgoingMail(to="nora@ailleurs.example", subject=trouble, body="Bonjour").save()
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    for minutes in range(0, 300, 10):
        queued(minutes=minutes)
        assert mail.send_waiting() == 0
    assert (OutgoingMail.objects.get().attempts > 0) is counted
    settings.EMAIL_BACKEND = WORKS
    queued(hours=9)
    assert mail.send_waiting() == 1


def test_what_nobody_reads_is_given_up_after_a_day_and_a_half(portal, settings):
    OutgoingMail(to="plus-tard@ailleurs.example", subject="Un message", body="Bonjour").save()
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    for hours in range(1, 60):
        queued(hours=hours)
        for _sweep in range(3):
            mail.send_waiting()
        if OutgoingMail.objects.get().attempts == mail.MAX_ATTEMPTS:
            break
    assert 34 <= hours <= 36


def test_a_relay_that_is_away_is_in_the_log_without_any_address(portal, settings, caplog):
    OutgoingMail(to="nora@ailleurs.example", subject="password changed", body="Bonjour").save()
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    mail.send_waiting()
    assert caplog.messages == ["mail relay away: SMTPAuthenticationError 535"]


def test_health_says_that_mails_are_late(portal, client):
    OutgoingMail(to="nora@ailleurs.example", subject="Un message", body="Bonjour").save()
    assert "mails" not in client.get(reverse("healthz")).json()
    queued(hours=2)
    assert client.get(reverse("healthz")).json()["mails"] == "late"
