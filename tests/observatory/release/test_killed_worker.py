"""A worker killed with SIGKILL in the middle of a document: after a restart the bilan is there, once."""

import os
import signal
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from networks.models import Activity
from observatory import actions, rendering, tasks
from observatory.models import ReportFile, ReportRender
from tests.observatory.asking import request_report
from tests.observatory.worker import a_broker, a_worker, until
from tests.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker():
    with a_broker() as hand:
        yield hand


@pytest.fixture
def asked(settings, tmp_path, broker, monkeypatch):
    """A bilan that Alice asked for, handed to the real broker."""
    settings.MEDIA_ROOT = tmp_path / "files"

    monkeypatch.setattr(actions, "enqueue", broker)
    monkeypatch.setattr(tasks, "enqueue", broker)
    alice, day = make_user("Alice", "coordination"), date(2021, 3, 1)
    with acting_as(alice):
        for number in range(40):
            Activity.objects.create(
                reference=f"R{number}",
                starts_on=day,
                ends_on=day,
                type="reunion",
                title="Réunion",
                state="tenue",
            )
        return request_report(year=2021, by=alice, at=timezone.localtime())


def test_the_bilan_is_finished_once(asked, tmp_path):
    log = tmp_path / "worker.log"
    with a_worker(tmp_path) as first:
        laying_out = ReportRender.objects.filter(report=asked, state="en_cours", step=1)
        until(laying_out.exists, log)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    folder = tmp_path / "files" / rendering.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    left = folder / "dead.partial"  # what a worker killed while it writes leaves behind
    left.write_bytes(b"%PDF")
    long_ago = timezone.now() - timedelta(hours=2)
    os.utime(left, (long_ago.timestamp(),) * 2)

    with acting_as_system():
        states = dict(asked.renders.values_list("mode", "state"))
        assert states == {"public": "en_cours", "exact": "en_attente"}
        # Five minutes without a sign of life, then the scheduler's round.
        type(asked).objects.update(requested_at=long_ago)
        asked.renders.filter(state="en_cours").update(seen_at=long_ago)
    tasks.resume_reports()
    tasks.resume_reports()  # said twice to the worker: done once

    with a_worker(tmp_path):
        until(lambda: not asked.renders.exclude(state="pret").exists(), log)
        time.sleep(1)  # time for whatever would be done twice
    with acting_as_system():
        renders = {render.mode: render for render in asked.renders.all()}
        assert {mode: render.attempts for mode, render in renders.items()} == {"public": 2, "exact": 1}
        named = {render.path for render in renders.values()} | set(
            ReportFile.objects.values_list("path", flat=True)
        )
        assert (
            OutgoingMail.objects.filter(to="alice@centre.example").count()
            == OutgoingMail.objects.count()
            == 1
        )
    kept = {str(file.relative_to(tmp_path / "files")) for file in folder.iterdir()}
    assert kept == named and len(kept) == 2 + 4 + 1
