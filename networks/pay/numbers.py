"""IBAN and SIRET: what is typed, what is kept (no space), what is shown."""

from django.core.exceptions import ValidationError
from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siret as stdnum_siret

WRONG_IBAN = "Cet IBAN comporte une erreur\u00a0: vérifiez les chiffres."
WRONG_SIRET = "Ce SIRET comporte une erreur\u00a0: vérifiez les chiffres."


def compact_iban(text: str) -> str:
    """The IBAN as it is kept. Raises ValidationError when its key, its length or its country is wrong."""
    return _checked(stdnum_iban, text, WRONG_IBAN)


def compact_siret(text: str) -> str:
    return _checked(stdnum_siret, text, WRONG_SIRET)


def _checked(number, text: str, wrong: str) -> str:
    text = "".join(text.split())
    try:
        return number.validate(text) if text else ""
    except (WrongNumber, ValueError) as error:
        raise ValidationError(wrong) from error


def masked(iban: str) -> str:
    """« FR76 •••• •••• 1234 »"""
    return f"{iban[:4]} •••• •••• {iban[-4:]}" if iban else ""


def spaced_iban(iban: str) -> str:
    return stdnum_iban.format(iban, "\u00a0") if iban else ""


def spaced_siret(siret: str) -> str:
    return stdnum_siret.format(siret, "\u00a0") if siret else ""
