"""Drawings are made in a separate, long-lived process: when it crashes, neither a task nor a document is lost.

The library may crash its whole process, over one character or for lack of memory. In a Celery worker, the task would
then be delivered again and crash the next worker. Here only that drawing is lost. The process gets none of the
portal's secrets, and ends with its parent, whose end closes its input.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from threading import Lock

from observatory.drawings import draw

log = logging.getLogger(__name__)

COMMAND = [sys.executable, "-m", "observatory.drawings.drawing_process"]
FOLDER = Path(__file__).resolve().parents[2]
KNOWN = ("PATH", "LANG", "TMPDIR")  # of the environment
PATIENCE = 60  # seconds a drawing may take; it takes a tenth of one, the first of a process five


class DrawingProcess:
    """Starts the process when it is first needed, and again after a crash."""

    def __init__(self):
        self._lock, self._process = Lock(), None

    def attempt(self, spec: dict) -> str:
        """The SVG; "" when it cannot be made: a document never waits for a drawing, its table has the same figures."""
        with self._lock:
            process = self._running()
            try:
                process.stdin.write(json.dumps(spec) + "\n")
                process.stdin.flush()
                return json.loads(process.stdout.readline())
            except (OSError, ValueError):
                log.error("a drawing stopped its process (%s, %s)", spec["form"], self._stopped())
                return ""

    def _running(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                COMMAND,
                cwd=FOLDER,
                env={name: os.environ[name] for name in KNOWN if name in os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        return self._process

    def _stopped(self) -> int:
        """Kill what is left of the process; returns its exit code."""
        process, self._process = self._process, None
        process.kill()
        process.communicate()
        return process.returncode


attempt = DrawingProcess().attempt


def main() -> None:
    """Read one specification per line, write one SVG per line. Past the time allowed, the system kills the process."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin:
        signal.alarm(PATIENCE)
        try:
            svg = draw.draw(json.loads(line))
        except Exception as error:
            # Where, not what: the message of an error may hold a figure, and this goes to the log.
            print(type(error).__name__, *traceback.format_tb(error.__traceback__), file=sys.stderr)
            svg = ""
        signal.alarm(0)
        print(json.dumps(svg), file=answers, flush=True)


if __name__ == "__main__":
    main()
