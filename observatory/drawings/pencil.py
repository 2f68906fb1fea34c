"""Drawings are made in a process apart, kept from one to the next: what stops it stops neither a task nor a document.

The library may stop its whole process, for a character or for want of memory. In a worker, its task would be handed
over again, and would stop the next one. Here it costs that drawing alone. The process knows none of the portal's
secrets; it ends with whoever started it, whose end closes its input.
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

COMMAND = [sys.executable, "-m", "observatory.drawings.pencil"]
FOLDER = Path(__file__).resolve().parents[2]
KNOWN = ("PATH", "LANG", "TMPDIR")  # of the environment
PATIENCE = 60  # seconds a drawing may take; it takes a tenth of one, the first of a process five


class Pencil:
    """The process that draws, started when it is first needed, and again after one that stopped."""

    def __init__(self):
        self._lock, self._process = Lock(), None

    def attempt(self, spec: dict) -> str:
        """The SVG; empty when it cannot be made: a document never waits for a drawing, its table says the same."""
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
        """How it ended; it is over in any case."""
        process, self._process = self._process, None
        process.kill()
        process.communicate()
        return process.returncode


attempt = Pencil().attempt


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
