"""The code printed on an attestation: twelve unambiguous characters, the last one a check character.

The alphabet has 31 characters (no I, L, O, 0, 1), a prime number: with distinct weights, one wrong character or two
swapped ones are always detected, before any look-up. Eleven random characters are 54 bits: nobody finds one by trying.
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
    """The code as stored, whatever its case, spaces and dashes; None if it is not one."""
    plain = _OUTSIDE.sub("", typed).upper()
    if len(plain) != LENGTH or set(plain) - set(ALPHABET) or check(plain[:-1]) != plain[-1]:
        return None
    return spaced(plain)
