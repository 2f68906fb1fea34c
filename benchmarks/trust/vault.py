"""The vault, in microseconds a value."""

import time
from statistics import median

from centre.vault import blind_index, decrypt, encrypt

TIMES = 2000
BATCHES = 15
NAME, PLACE = "Shahrbanu Zarrinpoush", "referrals.identity.last_name.7c0d9b2e-1b3a-4c55-9a0e-2f1d7c1b2026"


def run() -> dict:
    stored = encrypt(NAME, PLACE)
    return {
        "encrypt_us": _each(lambda: encrypt(NAME, PLACE)),
        "decrypt_us": _each(lambda: decrypt(stored, PLACE)),
        "blind_index_us": _each(lambda: blind_index(NAME)),
        "bytes_added": len(stored) - len(NAME.encode()),
    }


def _each(work) -> float:
    """The median batch: a neighbour's burst does not count."""
    batches = []
    for _ in range(BATCHES):
        started = time.perf_counter()
        for _ in range(TIMES):
            work()
        batches.append((time.perf_counter() - started) / TIMES * 1e6)
    return round(median(batches), 2)
