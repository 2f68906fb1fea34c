"""Where the project is, and how the launcher speaks to people."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"


class Failure(Exception):
    """The launcher cannot go on; the message is a French sentence for the person at the keyboard."""


def say(message: str) -> None:
    """Speak on stderr: stdout belongs to the command that is run."""
    print(message, file=sys.stderr, flush=True)


def chosen_var() -> Path:
    """The folder of all run-time data: another folder is another portal."""
    return Path(os.environ.get("PORTAL_VAR") or PROJECT / "var").absolute()
