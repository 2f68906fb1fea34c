"""Payment cards: the portal handles none, and refuses to store what looks like a card number."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from centre.refusals import Refused

NEVER = "N’écrivez jamais de numéro de carte."
_RUN = re.compile(r"\d(?:[\s.\-/_]*\d)+")
_LENGTHS = range(13, 20)


def looks_like_a_card(text: str) -> bool:
    """Whether the text contains 13 to 19 digits, however grouped, that satisfy the Luhn check."""
    digits = "".join(_plain(one) for one in text)
    for run in _RUN.findall(digits):
        groups = re.findall(r"\d+", run)
        for first in range(len(groups)):
            for last in range(first + 1, len(groups) + 1):
                number = "".join(groups[first:last])
                if len(number) in _LENGTHS and _checks(number):
                    return True
    return False


def no_card_number(text: str) -> None:
    """Validator of a form's field."""
    if looks_like_a_card(text):
        raise ValidationError(NEVER)


def refuse_card_numbers(**texts: str) -> None:
    """For actions: `texts` by the name of their field."""
    for field, text in texts.items():
        if looks_like_a_card(text):
            raise Refused(NEVER, field=field)


def _plain(character: str) -> str:
    """A digit of any script as 0 to 9; other characters unchanged."""
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _checks(number: str) -> bool:
    """Luhn's rule."""
    total = 0
    for place, digit in enumerate(map(int, reversed(number))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
