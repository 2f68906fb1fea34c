"""Web servers on the loopback, one process and one thread each, and the client that asks them."""

import copy
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import PROJECT

# The demonstration's kind of worker: « sync » would close the connection after each answer.
GUNICORN = ["--workers", "1", "--worker-class", "gthread", "--threads", "1", "--keep-alive", "900"]
GUNICORN += ["--no-control-socket", "--log-level", "warning"]


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]


@contextmanager
def serving(application: str, env: dict[str, str]) -> Iterator[int]:
    """Run an application; the block gets its port."""
    with started(application, env) as server:
        yield server.port


@contextmanager
def started(application: str, env: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    log = Path(tempfile.mkstemp(prefix="bench-", suffix=".log")[1])
    argv = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *GUNICORN]
    with log.open("ab") as output:
        server = subprocess.Popen(argv, env=env, cwd=PROJECT, stdout=output, stderr=output)
    try:
        _wait(port, server, log)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(20)
        log.unlink()


class Browser:
    """One kept-alive connection that asks for one page."""

    def __init__(self, port: int, path: str, cookie: str = ""):
        self.path = path
        self._headers = {"Cookie": cookie} if cookie else {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def beside(self, path: str) -> "Browser":
        """The same person and connection, asking for another page."""
        other = copy.copy(self)
        other.path = path
        return other

    def duration(self) -> float:
        return self.get()[0]

    def get(self) -> tuple[float, bytes]:
        """How long it took, in milliseconds, to the last byte; and the page."""
        started = time.perf_counter()
        self._connection.request("GET", self.path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        elapsed = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise SystemExit(f"{self.path} : {answer.status}\n{body[:500].decode(errors='replace')}")
        return elapsed, body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Le serveur ne répond pas.\n{log.read_text()[-2000:]}{os.linesep}")
