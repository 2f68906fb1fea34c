"""Forms of reorientations."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField
from networks.models import Structure
from referrals.choices import ReorientationState

_NOTED = [
    (state.value, state.label)
    for state in (
        ReorientationState.ACCEPTED,
        ReorientationState.DECLINED,
        ReorientationState.UNANSWERED,
    )
]


class ReorientForm(forms.Form):
    structure = forms.ModelChoiceField(queryset=Structure.objects.open(), widget=forms.HiddenInput)
    message = RemarkField(
        label="Message au partenaire",
        max_length=500,
        help_text="Ce que vous attendez de lui. Ni nom, ni numéro, ni récit d’asile, ni note clinique.",
    )
    due_on = DayField(label="Réponse attendue le")
    shares_identity = forms.BooleanField(
        label="Avec le prénom et le téléphone de la personne",
        required=False,
        help_text="Seulement si elle a donné son accord pour ce partenaire.",
    )

    def __init__(self, *args, may_share: bool = True, **kwargs):
        """`may_share`: there is a consent that names the partner."""
        super().__init__(*args, **kwargs)
        if not may_share:
            self.fields["shares_identity"].disabled = True
            self.fields[
                "shares_identity"
            ].help_text = "Aucun accord ne nomme ce partenaire : la demande part sans identité."


class RecordAnswerForm(VersionForm):
    state = forms.ChoiceField(label="Sa réponse", choices=_NOTED, widget=forms.RadioSelect)
    answered_by = TextField(label="Qui a répondu", max_length=120, required=False)
    words = RemarkField(label="Précision", max_length=300, rows=2, required=False)


class AnswerForm(forms.Form):
    """The partner's, without an account."""

    accepted = forms.TypedChoiceField(
        label="Votre réponse",
        choices=[("1", "Nous pouvons recevoir cette personne"), ("0", "Nous ne pouvons pas la recevoir")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answered_by = TextField(label="Votre nom ou votre fonction", max_length=120)
    words = RemarkField(
        label="Précision",
        max_length=300,
        rows=3,
        required=False,
        help_text="À qui s’adresser, quel jour… Ni nom de la personne, ni récit, ni note clinique.",
    )
