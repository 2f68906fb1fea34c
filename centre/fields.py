"""Form fields and validators that several apps share: what may be typed, said in one place."""

import re

from django import forms
from django.core.exceptions import ValidationError

from centre.reference import language_index, language_name, languages

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


class LanguagesInput(forms.TextInput):
    """A line where languages are written by name, with the référentiel's names as suggestions."""

    template_name = "django/forms/widgets/languages.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["names"] = languages().values()
        here = context["widget"]["attrs"]
        here |= {"list": f"{here.get('id', name)}_names", "data-several": True}
        return context

    def format_value(self, value):
        """Codes as their usual names; what was typed, as typed."""
        return ", ".join(map(language_name, value)) if isinstance(value, list | tuple) else value


class LanguagesField(forms.CharField):
    """Names of languages, separated by commas, in any usual spelling; cleaned to a list of ISO 639-3 codes."""

    widget = LanguagesInput
    default_validators = [no_control_characters, one_line]

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "Une ou plusieurs, séparées par des virgules : dari, pachto.")
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)

    def clean(self, value) -> list[str]:
        typed = [name.strip() for name in re.split(r"[,;]", super().clean(value)) if name.strip()]
        if self.required and not typed:
            raise ValidationError(self.error_messages["required"], code="required")
        found, errors = [], []
        for name in dict.fromkeys(typed):
            codes = language_index().exactly(name)
            if len(codes) == 1:
                found += codes
            else:
                errors.append(_which_language(name, codes))
            if len(errors) == 5:
                break
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(found))

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != list(initial or [])
        except ValidationError:
            return True


def _which_language(name: str, codes: list[str]) -> str:
    """What to answer to a name that is no language, or several."""
    if codes:
        several = " ou ".join(map(language_name, codes))
        return f"«\u00a0{name}\u00a0» désigne plusieurs langues\u202f; précisez\u00a0: {several}."
    index = language_index()
    near = (index.beginning(name) or index.close_to(name, at_least=0.5, tie=0.1))[:3]
    if near:
        meant = " ou ".join(f"«\u00a0{language_name(code)}\u00a0»" for code in near)
        return f"Langue inconnue\u00a0: «\u00a0{name}\u00a0». Vouliez-vous dire {meant}\u202f?"
    return f"Langue inconnue\u00a0: «\u00a0{name}\u00a0». Écrivez un nom de la liste proposée."


def blank_choice(choices, label: str = "Non renseigné"):
    return [("", label), *choices]
