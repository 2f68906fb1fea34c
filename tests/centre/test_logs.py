"""The logs of a portal are read by people who may read no file: no name, no link, no searched word in them."""

import importlib.util
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from launcher.project import PROJECT

TOKEN = "Y3ZuZsWsOXXMWoa5GkpX3GB3g0hj"


@pytest.fixture
def lines():
    """What the console handler writes, as settings made it."""
    written, console = [], logging.getLogger().handlers[0]
    handler = logging.Handler()
    handler.filters, handler.formatter = console.filters, console.formatter
    handler.emit = lambda record: written.append(handler.format(record))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_an_address_is_not_in_the_log(client, db, lines):
    client.get(f"/comptes/invitation/{TOKEN}/?q=Zahra")
    client.get(f"/nulle-part/{TOKEN}/")
    assert "Conflict: /comptes/invitation/<str:token>/" in lines[0]
    assert "Not Found: (no page)" in lines[1]
    assert TOKEN not in "".join(lines)


def test_a_row_that_the_database_refuses_is_not_in_the_log(db, lines):
    log = logging.getLogger("django.request")
    with connection.cursor() as cursor:
        for statement in (
            "INSERT INTO centre_closedyear (year, closed_at, closed_by_id) VALUES (2020, 'Zahra', 1)",
            "INSERT INTO centre_outgoingmail (id, subject, attempts) VALUES (gen_random_uuid(), E'Zahra\n\nNoor', 0)",
        ):
            try:
                with transaction.atomic():
                    cursor.execute(statement)
            except DatabaseError as error:
                assert "Zahra" in str(error)
                log.exception("Task raised %r", error)
    assert len(lines) == 2 and "null value in column" in lines[1]
    assert "Noor" not in "".join(lines) and "VALUES" not in "".join(lines)
    assert "Zahra" not in lines[1] and "The above exception was the direct cause" in lines[1]


def test_the_access_log_says_which_page_alone():
    spec = importlib.util.spec_from_file_location("conf", PROJECT / "gunicorn.conf.py")
    conf = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conf)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/comptes/invitation/{TOKEN}/",
        "RAW_URI": f"/comptes/invitation/{TOKEN}/?q=Zahra",
        "QUERY_STRING": "q=Zahra",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://portail.example/{TOKEN}/",
    }
    answer = SimpleNamespace(status="200 OK", sent=12, headers=[])
    log = conf.Pages.__new__(conf.Pages)
    atoms = log.atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=40))
    line = conf.access_log_format % atoms
    assert line.endswith(" GET /comptes/invitation/<str:token>/ 200 12 40 ms")
