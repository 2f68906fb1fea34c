"""Is the portal healthy? Asked by monitors and by the launcher."""

import time

from django.db import DatabaseError, connection
from django.utils import timezone

from centre import mail
from centre.celery import app

_MEMORY = {"ok": 5, "absent": 1}  # seconds an answer is believed: asking the worker costs half a second
_last = {"at": 0.0, "worker": "absent", "broker": "absent"}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "absent"
    return "ok"


def _broker_and_worker() -> tuple[str, str]:
    if time.monotonic() - _last["at"] > _MEMORY[_last["worker"]]:
        try:
            with app.connection_for_read(connect_timeout=1) as broker:
                broker.ensure_connection(max_retries=1, timeout=1)
                _last["broker"] = "ok"
                _last["worker"] = "ok" if app.control.ping(timeout=0.7, connection=broker) else "absent"
        except Exception:  # whatever the client library raises, the answer is the same
            _last["broker"] = _last["worker"] = "absent"
        _last["at"] = time.monotonic()
    return _last["broker"], _last["worker"]


def broker_answers() -> bool:
    return _broker_and_worker()[0] == "ok"


def state() -> dict[str, str]:
    """Each part `ok` or `absent`: without all of them the portal is not whole."""
    broker, worker = _broker_and_worker()
    return {"database": _database(), "broker": broker, "worker": worker}


def mails() -> dict[str, str]:
    """Nothing to say, or `late`: an hour without trying, relay or scheduler away. The portal answers all the same."""
    try:
        return {"mails": "late"} if mail.late(timezone.now()) else {}
    except DatabaseError:
        return {}  # said of the database itself
