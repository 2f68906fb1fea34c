"""Form fields and validators shared by several apps."""

import re

from django import forms
from django.core.exceptions import ValidationError

from centre.reference import commune, commune_index, language_index, language_name, languages
from centre.reference.names import Names

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]")
_NUMBERS = re.compile(r"(?:\d[\s.\-/]?){8,}")
_CONTACTS = re.compile(
    r"[^\s@]+@[^\s@]+"  # an e-mail address
    r"|(?<!\d)0\s?[1-9](?:[\s.\-/]?\d{2}){4}(?!\d)|(?:\+|00)\s?\d(?:[\s.\-/]?\d){7,}"  # a telephone
    r"|\d(?:[\s.\-]?\d){9,}"  # a social-security or a foreigner's number
)
_PHONE = re.compile(r"^(0\d{9}|\+\d{8,15})$")


def no_control_characters(text: str) -> None:
    """Refuse characters that hide or reverse text; names are otherwise accepted as written, in any script."""
    if _CONTROLS.search(text):
        raise ValidationError("Caractère non autorisé.")


def one_line(text: str) -> None:
    if _BREAKS.search(text):
        raise ValidationError("Écrivez sur une seule ligne.")


def no_numbers(text: str) -> None:
    """Refuse telephone and social-security numbers in a remark."""
    if _NUMBERS.search(text):
        raise ValidationError("Ne saisissez pas de numéro ni de récit d’asile ici.")


def nobody(text: str) -> None:
    """Refuse what identifies somebody in a text about a territory or a project: telephone, social-security number,
    e-mail address."""
    if _CONTACTS.search(text):
        raise ValidationError(
            "Ni téléphone, ni adresse e-mail, ni numéro\u00a0: ce texte ne parle de personne."
        )


def complete_phone(text: str) -> None:
    if not _PHONE.match(re.sub(r"[\s.\-()]", "", text)):
        raise ValidationError("Numéro incomplet : 10 chiffres, ou indicatif + pour l’étranger.")


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
    """A day, typed JJ/MM/AAAA or picked, of a year that exists on a calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": "Cette date n’existe pas. Format attendu : JJ/MM/AAAA.",
        "far": "Cette date est trop loin\u00a0: vérifiez l’année.",
    }
    YEARS = range(1900, 3000)  # a calendar counts on a few days before and after each

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and day.year not in self.YEARS:
            raise ValidationError(self.error_messages["far"], code="far")
        return day


class LanguagesInput(forms.TextInput):
    """A text input for language names, with the référentiel's names as suggestions."""

    template_name = "django/forms/widgets/languages.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["names"] = languages().values()
        here = context["widget"]["attrs"]
        here |= {"list": f"{here.get('id', name)}_names", "data-several": True}
        return context


class NamesField(forms.CharField):
    """Several names of one référentiel, separated by commas; cleaned to a list of distinct codes.

    An unknown or ambiguous name is refused with suggestions; what was typed is kept.
    """

    default_validators = [no_control_characters, one_line]
    unknown = "Nom inconnu"
    meant_several = "désigne plusieurs réponses"

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)

    def index(self) -> Names:
        raise NotImplementedError

    def name_of(self, code: str) -> str:
        raise NotImplementedError

    def prepare_value(self, value):
        """Codes become their usual names; what was typed is left as it was typed."""
        return ", ".join(map(self.name_of, value)) if isinstance(value, list | tuple) else value

    def clean(self, value) -> list[str]:
        typed = [name.strip() for name in re.split(r"[,;]", super().clean(value)) if name.strip()]
        if self.required and not typed:
            raise ValidationError(self.error_messages["required"], code="required")
        found, errors = [], []
        for name in dict.fromkeys(typed):
            codes = self.index().exactly(name)
            if len(codes) == 1:
                found += codes
            else:
                errors.append(self._which(name, codes))
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

    def _which(self, name: str, codes: list[str]) -> str:
        """The error for a name that matches nothing, or several things."""
        if codes:
            several = " ou ".join(map(self.name_of, codes[:5]))
            return f"«\u00a0{name}\u00a0» {self.meant_several}\u202f; précisez\u00a0: {several}."
        near = (self.index().beginning(name) or self.index().close_to(name, at_least=0.5, tie=0.1))[:3]
        if near:
            meant = " ou ".join(f"«\u00a0{self.name_of(code)}\u00a0»" for code in near)
            return f"{self.unknown}\u00a0: «\u00a0{name}\u00a0». Vouliez-vous dire {meant}\u202f?"
        return f"{self.unknown}\u00a0: «\u00a0{name}\u00a0». Vérifiez son orthographe."


class LanguagesField(NamesField):
    """Names of languages in any usual spelling; cleaned to ISO 639-3 codes."""

    widget = LanguagesInput
    unknown = "Langue inconnue"
    meant_several = "désigne plusieurs langues"

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "Une ou plusieurs, séparées par des virgules : dari, pachto.")
        super().__init__(**kwargs)

    def index(self) -> Names:
        return language_index()

    def name_of(self, code: str) -> str:
        return language_name(code)


class CommunesField(NamesField):
    """Names of communes of Occitanie, « Saint-Martin (32) » when several share one; cleaned to INSEE codes."""

    unknown = "Commune inconnue en Occitanie"
    meant_several = "est le nom de plusieurs communes"

    def index(self) -> Names:
        return commune_index()

    def name_of(self, code: str) -> str:
        return str(commune(code) or code)


class CommuneField(CommunesField):
    """One commune of Occitanie; cleaned to its INSEE code, empty when nothing is written."""

    def prepare_value(self, value):
        return self.name_of(value) if isinstance(value, str) and commune(value) else value

    def clean(self, value) -> str:
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError("Une seule commune, s’il vous plaît.")
        return found[0] if found else ""


def blank_choice(choices, label: str = "Non renseigné"):
    return [("", label), *choices]
