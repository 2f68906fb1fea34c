"""Forms of the coordination: small ones, each with the version of the mission that its page showed."""

from django import forms

from centre.doors import VersionForm
from centre.fields import RemarkField


class ConfirmForm(VersionForm):
    series = forms.BooleanField(
        label="Confirmer aussi les autres dates acceptées de la série", required=False
    )


class ValidateForm(VersionForm):
    duration = forms.IntegerField(
        label="Durée validée (minutes)",
        min_value=1,
        max_value=900,
        localize=False,
        help_text="Celle que l’interprète a déclarée. Si vous la corrigez, le journal garde les deux.",
    )


class RefuseForm(VersionForm):
    reason = RemarkField(label="Motif", max_length=200, rows=2)
