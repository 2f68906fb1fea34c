"""Forms of call-backs."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField
from referrals.choices import CallBackState


class PlanCallBackForm(forms.Form):
    due_on = DayField(label="Rappeler le")
    note = RemarkField(
        label="Remarque pratique",
        max_length=200,
        required=False,
        rows=2,
        help_text="À quelle heure, qui demander. Ni nom, ni numéro, ni récit.",
    )


class MakeCallBackForm(VersionForm):
    state = forms.ChoiceField(
        label="Ce rappel",
        choices=[
            (CallBackState.DONE, "La personne a été jointe"),
            (CallBackState.UNREACHED, "Personne n’a répondu"),
            (CallBackState.CANCELLED, "Il n’est plus nécessaire"),
        ],
        widget=forms.RadioSelect,
    )
    again_on = DayField(label="Rappeler encore le", required=False)
