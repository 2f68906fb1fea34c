"""Forms of situations. No free text: a theme of the list, a meeting, a person to change places with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from practice_groups.choices import Theme


class NoteSituationForm(forms.Form):
    theme = forms.ChoiceField(
        label=_("Thème de la situation"),
        choices=[("", _("Choisissez")), *Theme.choices],
        help_text=_("Rien d’autre n’est gardé de la situation."),
    )


class PlaceSituationForm(forms.Form):
    """`places`: « m12 » → a meeting with room, « t34 » → a turn to change places with."""

    place = forms.ChoiceField(label="Nouvelle date")

    def __init__(self, *args, places: dict[str, tuple[str, dict]], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["place"].choices = [
            ("", "Choisissez"),
            *((code, words) for code, (words, _) in places.items()),
        ]

    def clean(self) -> dict:
        chosen = super().clean().get("place")
        return self.places[chosen][1] if chosen else {}
