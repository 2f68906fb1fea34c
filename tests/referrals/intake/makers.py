"""The public door and the referrer's form, as a browser posts them."""

import re
import uuid

from centre.models import OutgoingMail
from referrals.models import Dispositif

FORM = {
    "first_name": "Shahrbanu",
    "last_name": "Zarrinpoush",
    "phone": "06 00 00 00 00",
    "birth_year": "1994",
    "language": "prs",
    "departement": "30",
    "motives": ["sommeil"],
    "vignette": "Ne dort plus.",
    "urgency": "ordinaire",
    "consent": "oral",
}
ASKED = {
    "origin": "personne",
    "first_name": "Nilofar",
    "phone": "06 00 00 00 09",
    "language": "prs",
    "departement": "30",
    "consent": "on",
}


def public(**rules) -> Dispositif:
    """A dispositif that somebody may ask for by herself."""
    facts = {"known_referrers_only": False, "open_to_persons": True, "requires_review": False} | rules
    return Dispositif.objects.get_or_create(label="Premier recours", defaults=facts)[0]


def form(dispositif, **typed) -> dict:
    return FORM | {"dispositif": dispositif.pk, "idempotency_key": uuid.uuid4()} | typed


def asked(dispositif, **typed) -> dict:
    return ASKED | {"dispositif": dispositif.pk, "idempotency_key": uuid.uuid4()} | typed


def link_to(address: str) -> str:
    body = OutgoingMail.objects.filter(to=address).latest("queued_at").body
    return re.search(r"/orientations/demander/\S+", body)[0]


def shown(answer) -> str:
    """A page without what changes at each reading: tokens and keys."""
    page = re.sub(r'(content|value)="[\w-]{36,}"', "", answer.content.decode())
    return re.sub(r"O-[2-9A-Z]{7}|P-[2-9A-Z]{7}", "", page)
