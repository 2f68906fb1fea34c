"""A broker that is down fails no request, and no page waits for it twice."""

import time

import pytest
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from centre import mail
from centre.celery import app
from centre.models import OutgoingMail
from centre.tasks import AWAY, enqueue, send_waiting_mails


class Away:
    """A task whose broker does not answer."""

    name = "away"

    def __init__(self, error):
        self.error, self.tried = error, 0

    def delay(self, *args):
        self.tried += 1
        raise self.error


@pytest.mark.parametrize("error", [OperationalError("refused"), OSError("no route"), TimeoutError("hung")])
def test_a_broker_that_was_away_is_left_alone_for_a_moment(error):
    away = Away(error)
    assert [enqueue(away) for _ in range(50)] == [False] * 50 and away.tried == 1
    cache.delete(AWAY)  # ten seconds later
    assert enqueue(away) is False and away.tried == 2


def test_fifty_mails_are_written_at_once_though_the_broker_refuses(
    portal, monkeypatch, django_capture_on_commit_callbacks
):
    connection = app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(
        send_waiting_mails, "delay", lambda: send_waiting_mails.apply_async(connection=connection)
    )
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for number in range(50):
            mail.post(f"nora{number}@ailleurs.example", "journal_anchor", seq=number, hash="")
    assert OutgoingMail.objects.filter(sent_at=None).count() == 50
    assert time.monotonic() - began < 5
