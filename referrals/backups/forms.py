"""Forms of *renforts*."""

from django import forms

from centre.doors import VersionForm
from centre.fields import RemarkField
from networks.models import Structure
from referrals.choices import BackupAnswer, BackupKind, Urgency


class AskBackupForm(forms.Form):
    kind = forms.ChoiceField(label="Pour quoi ?", choices=BackupKind.choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label="Dans quel délai ?",
        choices=[
            (Urgency.ORDINARY.value, "Dans la semaine"),
            (Urgency.SOON.value, "Sous deux jours"),
            (Urgency.URGENT.value, "Sous quatre heures"),
        ],
        widget=forms.RadioSelect,
    )
    request = RemarkField(
        label="Votre demande",
        max_length=300,
        rows=2,
        help_text="Ce que vous attendez du renfort. Ni nom, ni numéro, ni récit d’asile, ni note clinique.",
    )


class TakeBackupForm(VersionForm):
    structure = forms.ModelChoiceField(queryset=Structure.objects.open(), widget=forms.HiddenInput)


class AnswerBackupForm(VersionForm):
    answer_kind = forms.ChoiceField(
        label="Sa réponse", choices=BackupAnswer.choices, widget=forms.RadioSelect
    )
    answer = RemarkField(
        label="Précision",
        max_length=300,
        rows=2,
        required=False,
        help_text="Le thérapeute la lit. Ni nom de la personne, ni récit d’asile, ni note clinique.",
    )


class CloseBackupForm(VersionForm):
    closing = RemarkField(label="Qu’en est-il sorti ?", max_length=300, rows=2)
