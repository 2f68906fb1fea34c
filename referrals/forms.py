"""What several forms of the referrals share."""

from django import forms

from centre.doors import VersionForm
from centre.fields import RemarkField
from referrals.states import DECISIONS, State


class DecisionForm(VersionForm):
    decision = forms.ChoiceField(
        label="Décision",
        choices=[(state.value, state.label) for state in DECISIONS if state != State.WITHDRAWN],
        widget=forms.RadioSelect,
    )
    reason = RemarkField(
        label="Motif",
        max_length=300,
        required=False,
        rows=2,
        help_text="L’orienteur le lit. Obligatoire sauf acceptation.",
    )
