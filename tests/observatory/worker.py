"""A real Celery worker on this test's database, with its own files and its own queue."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from centre.celery import app
from centre.context import acting_as_system

PATIENCE = 90  # seconds: two cores shared with others
BROKER = settings.REDIS_URL.rpartition("/")[0] + "/9"  # apart from the portal's own


def queue() -> str:
    return connections["default"].settings_dict["NAME"]


def environment(folder: Path) -> dict:
    urls = {
        variable: os.environ[variable].rpartition("/")[0] + f"/{queue()}"
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    return {**os.environ, **urls, "REDIS_URL": BROKER, "PORTAL_VAR": str(folder), "PORTAL_DEMO": "0"}


@contextmanager
def a_worker(folder: Path, *, module: str = "centre.celery"):
    """Its process; what it says is in `worker.log`."""
    options = ["-c", "1", "-l", "warning", "-Q", queue(), "--without-gossip", "--without-mingle"]
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", module, "worker", *options],
            env=environment(folder),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def a_broker():
    """`hand(task, *args)`: gives a task to the workers above; none is left behind."""
    with app.connection_for_write(BROKER) as connection:
        _purge(connection)
        yield lambda task, *args: task.apply_async(args, connection=connection, queue=queue())
        _purge(connection)


def _purge(connection) -> None:
    with connection.channel() as channel:
        channel.queue_purge(queue())


def until(condition, log: Path):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with acting_as_system():
            found = condition()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail(log.read_text(encoding="utf-8")[-3000:])
