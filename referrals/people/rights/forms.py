from django import forms
from django.utils import timezone

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField
from referrals.choices import RightKind, RightState


class RecordRightForm(forms.Form):
    person_code = TextField(
        label="Code de la personne",
        max_length=40,
        help_text="Celui de son dossier, par exemple P-7K3MQ9. Cherchez-le dans «\u00a0Personnes\u00a0».",
    )
    kind = forms.ChoiceField(label="Ce qu’elle demande", choices=RightKind.choices, widget=forms.RadioSelect)
    received_on = DayField(label="Demande reçue le", help_text="Le délai d’un mois court de ce jour.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate


class AnswerRightForm(VersionForm):
    state = forms.ChoiceField(
        label="Suite",
        choices=[(state.value, state.label) for state in (RightState.DONE, RightState.REFUSED)],
        widget=forms.RadioSelect,
    )
    note = RemarkField(
        label="Suite donnée",
        max_length=300,
        required=False,
        rows=2,
        help_text="Obligatoire pour un refus\u00a0: la personne a droit au motif. Ni nom, ni récit.",
    )
