"""File locks that the kernel releases by itself when their holder dies, however it dies."""

import fcntl
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .project import say


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """Take the lock if it is free; the descriptor returned holds it until it is closed."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


class Patience:
    """Waits by small steps, and says why once the wait becomes noticeable."""

    def __init__(self, reason: str, noticeable: float = 3.0):
        self.reason = reason
        self.speaks_at = time.monotonic() + noticeable

    def wait(self) -> None:
        if self.reason and time.monotonic() > self.speaks_at:
            say(self.reason)
            self.reason = ""
        time.sleep(0.05)


@contextmanager
def locked(path: Path, reason: str, *, limit: float | None = None) -> Iterator[None]:
    """Hold the lock during the block; past the limit in seconds, do without it."""
    patience = Patience(reason)
    deadline = math.inf if limit is None else time.monotonic() + limit
    while (descriptor := try_lock(path)) is None and time.monotonic() < deadline:
        patience.wait()
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
