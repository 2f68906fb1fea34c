"""Forms of sessions to come. Their interpreter is asked for with them."""

from django import forms

from centre.doors import OnceForm, VersionForm
from centre.fields import DayField, TextField, blank_choice, no_control_characters, no_numbers
from networks.choices import Modality
from networks.missions.checks import MOST
from networks.missions.forms import RHYTHMS, TRAVEL, hour_field
from networks.models import Interpreter
from referrals.choices import CancelledBy, Helper
from referrals.models import Care
from referrals.sessions.forms import LongForm


class ToComeForm(LongForm):
    """When, how, where, with whom. `usual`: the interpreter who is asked first, if there is one."""

    day = DayField(label="Date")
    hour = hour_field("Heure")
    modality = forms.ChoiceField(
        label="Modalité", choices=Modality.choices, initial=Modality.ON_SITE, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label="Lieu",
        max_length=120,
        required=False,
        validators=[no_control_characters, no_numbers],
        help_text="Indispensable si un interprète vient : il n’a que cette ligne pour trouver le chemin.",
    )
    helper = forms.ChoiceField(
        label="Interprète",
        choices=Helper.choices,
        required=False,
        initial=Helper.NONE,
        widget=forms.RadioSelect,
    )
    client_label = TextField(
        label="Prénom ou code",
        max_length=40,
        required=False,
        help_text="Ce que l’interprète lira, jamais le nom de famille. Vide : le code.",
    )
    travel_minutes = forms.TypedChoiceField(
        label="Trajet de l’interprète, de chaque côté",
        choices=TRAVEL,
        coerce=int,
        initial=0,
        empty_value=0,
        required=False,
    )

    def __init__(self, *args, care: Care, usual: Interpreter | None, **kwargs):
        super().__init__(*args, **kwargs)
        named = {Helper.USUAL: f"{usual}, à qui la mission est proposée tout de suite" if usual else ""}
        self.fields["helper"].choices = [
            (value, named.get(value, label))
            for value, label in Helper.choices
            if usual is not None or value != Helper.USUAL
        ]
        self.fields["client_label"].widget.attrs["autocomplete"] = "off"
        if not self.is_bound and not self.initial.get("client_label"):
            self.initial["client_label"] = care.person.code

    def clean(self):
        """What the page hides is not asked for."""
        typed = super().clean()
        if typed.get("modality") != Modality.ON_SITE:
            typed |= {"place": "", "travel_minutes": 0}
        return typed


class PlanSessionForm(OnceForm, ToComeForm):
    every = forms.TypedChoiceField(
        label="Répéter", choices=RHYTHMS, coerce=int, initial=0, widget=forms.RadioSelect
    )
    times = forms.IntegerField(
        label="Nombre de dates",
        min_value=1,
        max_value=MOST,
        initial=1,
        localize=False,
        help_text=f"En comptant la première ; {MOST} au plus. Même heure à chaque fois.",
        error_messages={"max_value": f"Au plus {MOST} dates à la fois."},
    )

    def clean(self):
        typed = super().clean()
        if typed.get("every") == 0 and "times" in typed:
            typed["times"] = 1
        return typed


class MoveSessionForm(VersionForm, ToComeForm):
    due = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CancelSessionForm(VersionForm):
    cancelled_by = forms.ChoiceField(
        label="Annulée par", choices=blank_choice(CancelledBy.choices, "Choisissez")
    )
    following = forms.BooleanField(label="Annuler aussi les dates suivantes de la série", required=False)
    due = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, series: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not series:
            del self.fields["following"]
