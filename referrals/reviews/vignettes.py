"""Situations told without a name: what a team reads, on a page or in minutes."""

import re
import unicodedata
from collections.abc import Iterable

from centre.context import acting_as_system
from referrals.models import Identity, Referral

SHORTEST = 3  # letters: a shorter name is a word of many sentences


def _plain(text: str) -> str:
    """Without accents or case, letter for letter, so that places in it are places in `text`."""
    plain = (unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)
    return "".join(plain)


def without_names(text: str, names: Iterable[str], code: str) -> str:
    """`text` where each of `names`, however it is cased or accented, is the person's code."""
    text = unicodedata.normalize("NFC", text)
    names = [unicodedata.normalize("NFC", name) for name in names]
    parts = {part for name in names for part in re.split(r"[\s'’-]+", _plain(name)) if len(part) >= SHORTEST}
    if not parts:
        return text
    longest_first = "|".join(map(re.escape, sorted(parts, key=len, reverse=True)))
    told, at = [], 0
    for found in re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", _plain(text)):
        told += [text[at : found.start()], code]
        at = found.end()
    return "".join([*told, text[at:]])


def names_of(referrals: Iterable[Referral]) -> dict:
    """Person id → her names, read by the portal to be taken out of texts; they are shown to nobody."""
    people = [referral.person_id for referral in referrals]
    if not people:
        return {}
    with acting_as_system():
        found = Identity.objects.filter(person__in=people)
        return {one.person_id: (one.first_name, one.last_name) for one in found}


def told_without_names(referral: Referral) -> str:
    tell_without_names([referral])
    return referral.told


def tell_without_names(referrals: list[Referral]) -> None:
    """Each gets `told`: its vignette, with the person's code where somebody wrote her name."""
    names = names_of(referrals)
    for referral in referrals:
        referral.told = without_names(
            referral.vignette, names.get(referral.person_id, ()), referral.person.code
        )
