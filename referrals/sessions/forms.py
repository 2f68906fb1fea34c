"""Forms of sessions noted: after the fact, in one tap, corrected."""

from django import forms

from centre.doors import OnceForm, VersionForm
from centre.fields import DayField, RemarkField, blank_choice
from networks.choices import Modality
from networks.missions.forms import hour_field
from referrals.choices import CancelledBy
from referrals.models import Care
from referrals.sessions.access import interpreters_for
from referrals.sessions.checks import LONG
from referrals.states import NOTED, SessionState

AT_ONCE = [SessionState.HELD, SessionState.ABSENT, SessionState.EXCUSED]


class LongForm(forms.Form):
    """Minutes, and the box that confirms them: asked for nothing shorter than four hours."""

    duration = forms.IntegerField(
        label="Durée (minutes)", min_value=5, max_value=600, initial=45, localize=False
    )
    confirm_long = forms.BooleanField(label="Je confirme une séance de plus de 4 h", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self._is_long():
            self.fields["confirm_long"].widget = forms.HiddenInput()

    def _is_long(self) -> bool:
        try:
            return (self.fields["duration"].clean(self["duration"].value()) or 0) > LONG
        except forms.ValidationError:
            return False


class NotedForm(LongForm):
    """What is kept of a session noted."""

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
    hour = hour_field("Heure")
    modality = forms.ChoiceField(label="Modalité", choices=Modality.choices, widget=forms.RadioSelect)
    interpreter = forms.ModelChoiceField(
        label="Interprète présent", queryset=None, required=False, empty_label="Aucun"
    )
    remark = RemarkField(label="Remarque pratique", max_length=200, required=False, rows=2)

    def __init__(self, *args, care: Care, **kwargs):
        super().__init__(*args, **kwargs)
        known = [pk for pk in (care.interpreter_id, self.initial.get("interpreter")) if pk]
        self.fields["interpreter"].queryset = interpreters_for(care.person, known)


class LogSessionForm(OnceForm, NotedForm):
    """A session in under a minute: pre-filled from the one planned, else from the last one."""


class CorrectSessionForm(VersionForm, NotedForm):
    reason = RemarkField(
        label="Motif de la correction",
        max_length=120,
        rows=2,
        help_text="Par exemple : erreur d’heure. Ni nom, ni numéro, ni récit d’asile, ni note clinique.",
    )


class NoteSessionForm(VersionForm):
    """One tap: held as planned, or the person did not come."""

    state = forms.ChoiceField(choices=[(state.value, state.label) for state in AT_ONCE])
