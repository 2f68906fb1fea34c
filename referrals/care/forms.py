"""Forms of cares."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, blank_choice
from networks.models import Interpreter, Therapist
from referrals.choices import CareOutcome, DeclineKind, EndReason

# What a therapist says at the end; the others are written by what happens.
ENDS = [
    (reason.value, reason.label)
    for reason in EndReason
    if reason not in (EndReason.HANDED_OVER, EndReason.REFERRAL, EndReason.REDIRECTED)
]


class ProposeForm(forms.Form):
    therapist = forms.ModelChoiceField(queryset=Therapist.objects.active(), widget=forms.HiddenInput)
    interpreter = forms.ModelChoiceField(
        label="Interprète", queryset=Interpreter.objects.active(), required=False, empty_label="Choisissez"
    )


class PlaceForm(ProposeForm, VersionForm):
    """The place that the waiting list shows: nothing to type."""


class DeclineForm(forms.Form):
    kind = forms.ChoiceField(
        label="Pourquoi déclinez-vous ?", choices=DeclineKind.choices, widget=forms.RadioSelect
    )
    reason = RemarkField(label="Précision", max_length=300, rows=2, required=False)


class SuspendForm(VersionForm):
    since = DayField(label="En pause depuis le")
    until = DayField(
        label="Reprise prévue le",
        required=False,
        help_text="Si vous la connaissez ; vous pourrez reprendre avant.",
    )


class EndForm(VersionForm):
    reason = forms.ChoiceField(label="Pourquoi se termine-t-il ?", choices=ENDS, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label="Comment va la personne, à votre avis ?",
        choices=blank_choice(CareOutcome.choices),
        required=False,
        widget=forms.RadioSelect,
    )


class RelayForm(VersionForm):
    reason = RemarkField(
        label="Pourquoi un relais ?",
        max_length=300,
        rows=2,
        help_text="La coordination le lit. Ni nom, ni numéro, ni récit d’asile, ni note clinique.",
    )


class CloseForm(VersionForm):
    reason = RemarkField(
        label="Motif",
        max_length=300,
        rows=2,
        help_text="L’orienteur le lit. Ni nom, ni numéro, ni récit d’asile, ni note clinique.",
    )
