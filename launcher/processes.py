"""Child processes: none outlives the launcher, and each one's last words can be shown."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .project import PROJECT, Failure

Environment = dict[str, str]
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(BaseException):
    """Someone asked the launcher to stop (Ctrl-C, SIGTERM, a closed terminal)."""

    def __init__(self, signal_number: int):
        self.signal_number = signal_number


def stop_on_signals(*signals: signal.Signals) -> None:
    """Turn the first of these signals into `Stopped`; later ones must not disturb the tidy stop."""

    def stop(number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    for each in signals:
        signal.signal(each, stop)


def die_with_parent(death_signal: int) -> None:
    """Ask the kernel for a signal when our parent dies, even by SIGKILL (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)


def _as_child(death_signal: int) -> Callable[[], None]:
    launcher = os.getpid()

    def prepare() -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)
        die_with_parent(death_signal)
        if os.getppid() != launcher:
            os._exit(1)  # the launcher died before the kernel knew our wish

    return prepare


def unprivileged() -> dict[str, Any]:
    """Popen arguments that leave root's rights, which PostgreSQL refuses; nothing for a plain user."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def spawn(
    argv: Sequence[str | Path],
    *,
    env: Environment,
    log: Path,
    death_signal: int = signal.SIGTERM,
    stdin: str | None = None,
    **options: Any,
) -> subprocess.Popen:
    """Start a service in its own session, so that Ctrl-C reaches the launcher alone, which stops in order."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            argv,
            env=env,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_as_child(death_signal),
            **{"cwd": PROJECT} | options,
        )
    if stdin is not None:
        process.stdin.write(stdin.encode())
        process.stdin.close()
    return process


def stop(process: subprocess.Popen, with_signal: int = signal.SIGTERM, patience: float = 15) -> None:
    if process.poll() is None:
        process.send_signal(with_signal)
    wait_or_kill(process, patience)


def wait_or_kill(process: subprocess.Popen, patience: float = 15) -> None:
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        _kill(process)
        process.wait()


def _kill(process: subprocess.Popen) -> None:
    """With its whole group when it leads one: a service's own children must not survive it."""
    if os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


@contextmanager
def stopped_at_the_end(process: subprocess.Popen, with_signal: int = signal.SIGTERM) -> Iterator[None]:
    try:
        yield
    finally:
        stop(process, with_signal)


def last_words(log: Path, lines: int = 15) -> str:
    """The end of a log, for quoting to a person."""
    try:
        last = log.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        last = []
    return "\n".join([f"Fin de {log} :", *(f"    {line}" for line in last)])


def run_logged(
    argv: Sequence[str | Path], *, env: Environment, log: Path, failure: str, **options: Any
) -> None:
    """Run a step whose output interests nobody unless it fails."""
    process = spawn(argv, env=env, log=log, **options)
    with stopped_at_the_end(process):
        process.wait()
    if process.returncode != 0:
        raise Failure(f"{failure} {last_words(log)}")


def run_in_terminal(argv: Sequence[str | Path], env: Environment) -> int:
    """Run a command that owns the terminal, and return its exit code."""
    process = subprocess.Popen(argv, env=env, cwd=PROJECT, preexec_fn=_as_child(signal.SIGTERM))
    with stopped_at_the_end(process):
        # Ctrl-C reaches the command by itself: the terminal sends it to the whole group.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = process.wait()
    if code == -signal.SIGINT:
        raise Stopped(signal.SIGINT)
    return code if code >= 0 else 128 - code
