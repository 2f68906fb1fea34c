"""Forms of cares."""

from django import forms

from centre.fields import RemarkField
from networks.models import Interpreter, Therapist


class ProposeForm(forms.Form):
    therapist = forms.ModelChoiceField(queryset=Therapist.objects.active(), widget=forms.HiddenInput)
    interpreter = forms.ModelChoiceField(
        label="Interprète", queryset=Interpreter.objects.active(), required=False, empty_label="Choisissez"
    )


class DeclineForm(forms.Form):
    reason = RemarkField(label="Pourquoi déclinez-vous ?", max_length=300, rows=2)
