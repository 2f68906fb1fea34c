"""Forms of pairing."""

from django import forms

from centre.fields import RemarkField
from networks.models import Interpreter, Therapist

_MOST = 200


class ExcludeForm(forms.Form):
    therapist = forms.ModelChoiceField(
        label="Thérapeute",
        queryset=Therapist.objects.order_by("display_name", "pk"),
        required=False,
        empty_label="Aucun",
    )
    interpreter = forms.ModelChoiceField(
        label="Interprète",
        queryset=Interpreter.objects.order_by("display_name", "pk"),
        required=False,
        empty_label="Aucun",
    )
    reason = RemarkField(label="Motif", max_length=200, required=False, rows=2)


class WeightField(forms.IntegerField):
    def __init__(self, label: str, help_text: str = "", *, most: int = _MOST):
        super().__init__(label=label, help_text=help_text, min_value=0, max_value=most, localize=False)
        self.css_classes = "short"


class PairingForm(forms.Form):
    per_10_km = WeightField("Par tranche de 10 km", "Une distance inconnue compte pour 30 km.")
    interpreter = WeightField("Travailler avec un interprète")
    interpreter_remote = WeightField("Interprète à distance", "En plus du précédent, quand il ne vient pas.")
    no_common_hour = WeightField(
        "Aucune heure commune avec l’interprète", "Rien quand l’un des deux n’a pas dit ses heures."
    )
    second_language = WeightField("Travailler dans une langue qui n’est pas la première de la personne")
    other_public = WeightField("Public que le thérapeute ne suit pas d’ordinaire")
    few_places = WeightField("Prendre la dernière place d’un thérapeute")
    waiting = WeightField(
        "Par semaine d’attente",
        "Dans le plan : ce que gagne une personne pour chaque semaine, quand les places manquent.",
    )
    farthest_km = WeightField(
        "Jamais au-delà de (km)", "Une règle, pas un poids. 0 : sans limite.", most=1000
    )
