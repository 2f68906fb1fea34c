"""Form fields and validators that several apps share: what may be typed, said in one place."""

import re

from django import forms
from django.core.exceptions import ValidationError

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]")
_NUMBERS = re.compile(r"(?:\d[\s.\-/]?){8,}")
_PHONE = re.compile(r"^(0\d{9}|\+\d{8,15})$")


def no_control_characters(text: str) -> None:
    """Names are accepted as written, in any script; characters that hide or reverse text are not."""
    if _CONTROLS.search(text):
        raise ValidationError("Caractère non autorisé.")


def one_line(text: str) -> None:
    if _BREAKS.search(text):
        raise ValidationError("Écrivez sur une seule ligne.")


def no_numbers(text: str) -> None:
    """A remark is practical: a telephone or social-security number has no place in it."""
    if _NUMBERS.search(text):
        raise ValidationError("Ne saisissez pas de numéro ni de récit d’asile ici.")


def complete_phone(text: str) -> None:
    if not _PHONE.match(re.sub(r"[\s.\-()]", "", text)):
        raise ValidationError("Numéro incomplet : 10 chiffres, ou indicatif + pour l’étranger.")


class TextField(forms.CharField):
    """A line of text without control characters."""

    default_validators = [no_control_characters, one_line]


class RemarkField(forms.CharField):
    """A short practical remark, with the warning that goes with it."""

    default_validators = [no_control_characters, no_numbers]

    def __init__(self, *, rows: int = 3, **kwargs):
        kwargs.setdefault("help_text", "Ni nom, ni numéro, ni récit d’asile, ni note clinique.")
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)


class DayField(forms.DateField):
    """A day, typed JJ/MM/AAAA or picked."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Cette date n’existe pas. Format attendu : JJ/MM/AAAA."}

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)


def blank_choice(choices, label: str = "Non renseigné"):
    return [("", label), *choices]
