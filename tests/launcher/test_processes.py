"""Real processes: a launcher that dies, however it dies, leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher.processes import run_logged, spawn, stop
from launcher.project import PROJECT, Failure

LAUNCHER_WITH_A_CHILD = """
import sys, time
from pathlib import Path
from launcher.processes import spawn
child = spawn(["sleep", "60"], env={"PATH": "/usr/bin:/bin"}, log=Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for_death(pid: int) -> None:
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_a_killed_launcher_leaves_no_orphan(tmp_path):
    argv = [sys.executable, "-c", LAUNCHER_WITH_A_CHILD, tmp_path / "log"]
    with subprocess.Popen(argv, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as launcher:
        child = int(launcher.stdout.readline())
        assert is_alive(child)

        launcher.send_signal(signal.SIGKILL)

    wait_for_death(child)
    assert not is_alive(child)


def test_a_service_that_ignores_the_polite_signal_is_killed(tmp_path):
    stubborn = spawn(["sh", "-c", "trap '' TERM; sleep 60"], env={"PATH": os.defpath}, log=tmp_path / "log")
    time.sleep(0.1)

    stop(stubborn, patience=0.2)

    assert stubborn.returncode == -signal.SIGKILL


def test_a_step_that_fails_shows_the_end_of_its_log(tmp_path):
    with pytest.raises(Failure, match=r"(?s)La base refuse\..*disque plein"):
        run_logged(
            ["sh", "-c", "echo disque plein; exit 3"],
            env={"PATH": os.defpath},
            log=tmp_path / "log",
            failure="La base refuse.",
        )
