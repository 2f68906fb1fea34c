"""Form fields of the line."""

import re
from datetime import time

from django import forms

from centre.fields import TextField

NO_HOUR = "Cette heure n’existe pas. Format attendu : HH:MM."
_SLOT = re.compile(r"(\d{1,2})\s*[h:]\s*(\d{2})?\s*(?:-|–|à)\s*(\d{1,2})\s*[h:]\s*(\d{2})?")


def hour_field(label: str, **kwargs) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": NO_HOUR},
        **kwargs,
    )


class SlotsField(forms.CharField):
    """« 9 h – 12 h, 13 h – 17 h »; cleaned to `[["09:00", "12:00"], …]`, in order."""

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return ", ".join(" – ".join(_written(hour) for hour in slot) for slot in value)

    def clean(self, value):
        found = []
        for part in filter(None, map(str.strip, re.split(r"[,;\n]", super().clean(value)))):
            met = _SLOT.fullmatch(part)
            try:
                hours = met and (
                    time(int(met[1]), int(met[2] or 0)),
                    time(int(met[3]), int(met[4] or 0)),
                )
            except ValueError:
                hours = None
            if not hours:
                raise forms.ValidationError(
                    f"« {part} » n’est pas un créneau. Écrivez par exemple « 9 h – 12 h, 13 h – 17 h »."
                )
            found.append([f"{hour:%H:%M}" for hour in hours])
        return sorted(found)


def _written(hour: str) -> str:
    hours, _, rest = hour.partition(":")
    return f"{int(hours)} h" + ("" if rest == "00" else f" {rest}")


class LabelsField(TextField):
    """Several labels of the centre's own, separated by commas; cleaned to a list, each once."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        labels = [" ".join(label.split()) for label in re.split(r"[,;]", super().clean(value))]
        if any(len(label) > 120 for label in labels):
            raise forms.ValidationError("Chaque réponse tient en 120 caractères.")
        return list(dict.fromkeys(filter(None, labels)))


class SuggestInput(forms.TextInput):
    """A line of text with labels met before as suggestions (`suggestions`)."""

    template_name = "django/forms/widgets/languages.html"
    suggestions: list[str] = []

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        here = context["widget"]["attrs"]
        here["list"] = f"{here.get('id', name)}_known"
        context["widget"]["names"] = self.suggestions
        return context
