"""What people type in the forms of the life of the network: imprecise dates, names in a row, shares of a count."""

import re

from django import forms

from centre.fields import TextField, no_control_characters
from centre.months import period_words
from networks.life.words import Unclear, parse_period

MOST_HEADS = 100_000
MOST_NAMES = 80
_SHARE = re.compile(r"(\d{1,7})\s+(\S.*)", re.ASCII)


class ImpreciseDateField(TextField):
    """A day, a month, a year or a period in words → (first day, last day); (None, None) when empty."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault(
            "help_text", "Un jour, un mois ou une période : 2/4/2020, avril 2020, du 2 au 3 avril 2020."
        )
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, tuple):
            return period_words(*value) if value[0] else ""
        return value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return (None, None)
        try:
            return parse_period(text)
        except Unclear as unclear:
            raise forms.ValidationError(str(unclear)) from None

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()


class NamesField(TextField):
    """Names separated by « ; » → a list, each once, in the order typed. `longest`: that of one name."""

    def __init__(self, *, longest: int = 200, **kwargs):
        self.longest = longest
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return "; ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value):
        parts = (" ".join(part.split()) for part in super().clean(value).split(";"))
        names = list({part.casefold(): part for part in parts if part}.values())
        if any(len(name) > self.longest for name in names):
            raise forms.ValidationError(
                f"Un nom a {self.longest} caractères au plus ; séparez-les par « ; »."
            )
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(f"{len(names)} noms : {MOST_NAMES} au plus.")
        return names


class SharesField(TextField):
    """« 20 organisateurs; 30 élèves » → [(20, "organisateurs"), (30, "élèves")]."""

    def prepare_value(self, value):
        if isinstance(value, (list, tuple)):
            return "; ".join(f"{count} {label}" for count, label in value)
        return value

    def clean(self, value):
        shares: dict[str, int] = {}
        for part in super().clean(value).split(";"):
            if not part.strip():
                continue
            found = _SHARE.fullmatch(" ".join(part.split()))
            if not found:
                raise forms.ValidationError(
                    f"« {part.strip()} » : écrivez un nombre puis qui, par exemple « 20 organisateurs; 30 élèves »."
                )
            count, label = int(found[1]), found[2]
            if count > MOST_HEADS:
                raise forms.ValidationError(f"« {part.strip()} » : vérifiez ce nombre.")
            if len(label) > 80:
                raise forms.ValidationError("Quatre-vingts caractères au plus pour dire qui.")
            if label in shares:
                raise forms.ValidationError(f"« {label} » est deux fois : écrivez leur somme.")
            shares[label] = count
        return [(count, label) for label, count in shares.items()]


class PeopleField(forms.CharField):
    """One person per line, « Prénom Nom ; fonction ; structure » → [(name, function, structure)]."""

    default_validators = [no_control_characters]
    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value):
        if isinstance(value, (list, tuple)):
            return "\n".join(" ; ".join(part for part in person).rstrip(" ;") for person in value)
        return value

    def clean(self, value):
        people = []
        for line in super().clean(value).splitlines():
            parts = [" ".join(part.split()) for part in line.split(";")]
            if not any(parts):
                continue
            if len(parts) > 3 or not parts[0]:
                raise forms.ValidationError(
                    f"« {line.strip()[:60]} » : une personne par ligne, « Prénom Nom ; fonction ; structure »."
                )
            name, function, structure = [*parts, "", ""][:3]
            if len(name) > 120 or len(function) > 80 or len(structure) > 200:
                raise forms.ValidationError(f"« {line.strip()[:60]}… » est trop long.")
            people.append((name, function, structure))
        if len(people) > MOST_NAMES:
            raise forms.ValidationError(f"{len(people)} personnes : {MOST_NAMES} au plus.")
        return people


class HeadsField(forms.IntegerField):
    """A head count. Empty is « non compté » (None), 0 is none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(min_value=0, max_value=MOST_HEADS, localize=False, **kwargs)
        self.widget.attrs.update(inputmode="numeric")
        self.error_messages |= {"invalid": "Écrivez un nombre entier, ou rien si personne n’a compté."}
        for validator in self.validators:
            validator.message = (
                "Un effectif n’est pas négatif."
                if validator.code == "min_value"
                else "Plus de 100 000 personnes : vérifiez ce nombre."
            )
