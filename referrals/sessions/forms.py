"""Forms of sessions."""

from django import forms

from centre.doors import OnceForm
from centre.fields import DayField, RemarkField, blank_choice
from networks.choices import Modality
from networks.models import Interpreter
from referrals.choices import CancelledBy
from referrals.models import Care
from referrals.pairing.candidates import helpers
from referrals.sessions.checks import LONG
from referrals.states import NOTED, SessionState


class LogSessionForm(OnceForm):
    """A session in under a minute: pre-filled from the last one."""

    state = forms.ChoiceField(
        label="La séance",
        choices=[(state.value, state.label) for state in NOTED],
        initial=SessionState.HELD,
        widget=forms.RadioSelect,
    )
    cancelled_by = forms.ChoiceField(
        label="Annulée par", choices=blank_choice(CancelledBy.choices, "Choisissez"), required=False
    )
    day = DayField(label="Date")
    hour = forms.TimeField(
        label="Heure",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Cette heure n’existe pas. Format attendu : HH:MM."},
    )
    duration = forms.IntegerField(
        label="Durée (minutes)", min_value=5, max_value=600, initial=45, localize=False
    )
    modality = forms.ChoiceField(label="Modalité", choices=Modality.choices, widget=forms.RadioSelect)
    interpreter = forms.ModelChoiceField(
        label="Interprète présent", queryset=None, required=False, empty_label="Aucun"
    )
    remark = RemarkField(label="Remarque pratique", max_length=200, required=False, rows=2)
    confirm_long = forms.BooleanField(label="Je confirme une séance de plus de 4 h", required=False)

    def __init__(self, *args, care: Care, **kwargs):
        super().__init__(*args, **kwargs)
        fitting = [one.pk for one in helpers(care.person)]
        if care.interpreter_id:
            fitting.append(care.interpreter_id)
        self.fields["interpreter"].queryset = Interpreter.objects.filter(pk__in=fitting)
        if not self._is_long():
            self.fields["confirm_long"].widget = forms.HiddenInput()

    def _is_long(self) -> bool:
        try:
            return (self.fields["duration"].clean(self["duration"].value()) or 0) > LONG
        except forms.ValidationError:
            return False
