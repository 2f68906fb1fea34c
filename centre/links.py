"""Private links, mailed or subscribed to: the token is in the address, the database keeps its fingerprint alone."""

import hashlib
import secrets

from django.utils.translation import gettext_noop

INVALID_LINK = gettext_noop(  # the same for unknown, used and expired
    "Ce lien n’est plus valable. Demandez-en un nouveau."
)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
