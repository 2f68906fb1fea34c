"""The code printed on an attestation: twelve characters that are not taken for one another, the last one a check.

31 characters (no I, L, O, 0, 1), a prime number: with distinct weights, one wrong character or two swapped ones are
always seen, before anything is looked up. Eleven random characters are 54 bits: nobody finds one by trying.
"""

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
_OUTSIDE = re.compile(r"[\s\-‐‑–—.]+")


def new_code() -> str:
    """« 7KQ2-M9XA-4TCE »"""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return spaced(body + check(body))


def check(body: str) -> str:
    return ALPHABET[sum(n * ALPHABET.index(one) for n, one in enumerate(body, start=2)) % len(ALPHABET)]


def spaced(plain: str) -> str:
    return "-".join(plain[first : first + 4] for first in range(0, LENGTH, 4))


def read(typed: str) -> str | None:
    """The code as it is kept, whatever the case, spaces and dashes; None when no code is written so."""
    plain = _OUTSIDE.sub("", typed).upper()
    if len(plain) != LENGTH or set(plain) - set(ALPHABET) or check(plain[:-1]) != plain[-1]:
        return None
    return spaced(plain)
