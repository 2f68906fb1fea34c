"""Forms of the coordination: small ones, each with the version of the mission that its page showed."""

from django import forms

from centre.fields import RemarkField


class ConfirmForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    series = forms.BooleanField(
        label="Confirmer aussi les autres dates acceptées de la série", required=False
    )


class ValidateForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    duration = forms.IntegerField(
        label="Durée validée (minutes)",
        min_value=1,
        max_value=900,
        localize=False,
        help_text="Celle que l’interprète a déclarée. Si vous la corrigez, le journal garde les deux.",
    )


class RefuseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = RemarkField(label="Motif", max_length=200, rows=2)
