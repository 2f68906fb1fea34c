"""Small numbers of people typed in a text: no protection covers them, so they are shown to whoever publishes it.
Pure."""

import re
from html import unescape

WORDS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10}
PEOPLE = (
    "personnes?|femmes?|hommes?|filles?|garçons?|enfants?|adolescente?s?|jeunes|mineure?s?|adultes?|familles?|couples?|"
    "mères?|pères?|patiente?s?|usagers?|usagères?|bénéficiaires?|exilée?s?|réfugiée?s?|déboutée?s?|"
    "demandeu(?:rs?|ses?)|MNA"
)
# « une personne » is said of anybody, « une seule personne » is not.
_FEW = re.compile(
    rf"(?<![\d,.])(?:(\d{{1,2}})|({'|'.join(WORDS)})|(une? seule?))\s+(?:[^\W\d]+\s+)?(?:{PEOPLE})\b",
    re.IGNORECASE,
)


def small_numbers(text: str, threshold: int) -> list[str]:
    """« 3 jeunes femmes », « deux mineurs »: each mention of 1 to `threshold` − 1 people in a text or HTML, in
    order."""
    plain = unescape(re.sub(r"<[^>]*>", " ", text))
    return [" ".join(said[0].split()) for said in _FEW.finditer(plain) if 0 < _number(said) < threshold]


def _number(said: re.Match) -> int:
    digits, word, _ = said.groups()
    return int(digits) if digits else WORDS[word.lower()] if word else 1
