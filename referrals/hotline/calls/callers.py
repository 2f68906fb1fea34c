"""Finding somebody who calls again, by the code she was given or by what she said the first time."""

import re

from centre.vault import blind_index
from referrals.models import Caller, HotlineOpening

_CODE = re.compile(r"^(A-?)?[2-9A-Z]{7}$", re.IGNORECASE)


def index_of(first_name: str, phone: str) -> bytes:
    """Fingerprint of a first name and a telephone number; "" without a number."""
    return blind_index(f"{first_name} {digits(phone)}") if digits(phone) else b""


def digits(phone: str) -> str:
    """The last nine digits: « +33 6… » equals « 06… »."""
    return re.sub(r"\D", "", phone)[-9:]


def found_by(words: str, opening: HotlineOpening) -> list[Caller]:
    """The callers of this opening whom these words name: a code, else a telephone, else a first name."""
    known = Caller.objects.filter(dispositif_id=opening.hotline.dispositif_id)
    typed = words.strip()
    coded = known.filter(code="A-" + typed[-7:].upper()) if _CODE.match(typed) else []
    if coded:
        return list(coded)
    number, name = digits(typed), blind_index(typed)
    here = known.filter(calls__day__gte=opening.opened_on).distinct().order_by("created_at")
    if len(number) == 9:
        return [caller for caller in here if digits(caller.phone) == number]
    return [caller for caller in here if caller.first_name and blind_index(caller.first_name) == name]
