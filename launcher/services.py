"""The environment that Django's settings read, with the database and the broker behind it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

from . import broker, database, envfile
from .locks import Patience
from .portal import BUSY, Portal, wait_to_own
from .project import VENV

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def given() -> envfile.Values:
    """The servers that the caller runs; they replace ours."""
    known = {name: os.environ[name] for name in ADDRESSES if os.environ.get(name)}
    if "DATABASE_URL" in known:
        known.setdefault("DATABASE_OWNER_URL", known["DATABASE_URL"])
    return known


def environment(portal: Portal, **values: str) -> envfile.Values:
    """What every command of the portal gets, servers apart; the caller's own variables win."""
    defaults = {
        "PORTAL_HOSTS": "127.0.0.1,localhost",
        # django-environ drops the first slash of the path: hence one more.
        "EMAIL_URL": f"filemail:///{quote(str(portal.var / 'mails'))}",
    }
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    always = {"PORTAL_VAR": str(portal.var), "PATH": path, "VIRTUAL_ENV": str(VENV)}
    callers = {name: value for name, value in os.environ.items() if value}
    return defaults | portal.secrets() | values | callers | always


@contextmanager
def own_servers(portal: Portal, *, durable: bool = True, **announced: str) -> Iterator[envfile.Values]:
    """Start what the caller does not run already, alone in this portal; `announced` goes into running.env."""
    with ExitStack() as stack:
        stack.callback(os.close, wait_to_own(portal))
        yield stack.enter_context(_started(portal, durable, announced, grace=5))


@contextmanager
def any_servers(portal: Portal) -> Iterator[envfile.Values]:
    """The servers somebody runs for this portal, else our own for the time of the block."""
    if {"DATABASE_URL", "REDIS_URL"} <= given().keys():
        yield given()
        return
    patience = Patience(BUSY)
    while True:
        if (owner := portal.try_to_own()) is not None:
            with ExitStack() as stack:
                stack.callback(os.close, owner)
                yield stack.enter_context(_started(portal, True, {}, grace=None))
            return
        with portal.joined() as running:
            if running:
                yield running | given()
                return
        patience.wait()


@contextmanager
def _started(
    portal: Portal, durable: bool, announced: envfile.Values, grace: float | None
) -> Iterator[envfile.Values]:
    known = given()
    with ExitStack() as stack:
        if "DATABASE_URL" not in known:
            known |= stack.enter_context(database.serving(portal, durable=durable))
        if "REDIS_URL" not in known:
            known |= stack.enter_context(broker.serving(portal))
        stack.enter_context(portal.withdrawn_at_the_end(grace))
        portal.announce(announced | known)
        yield known
