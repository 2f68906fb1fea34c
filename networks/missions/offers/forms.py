"""Forms of offers: to whom, and the answer."""

from django import forms

from centre.doors import VersionForm
from centre.fields import RemarkField, TextField
from networks.missions.offers.candidates import assignable

ANSWERS = {
    "accept": {"accepted": True, "whole": False},
    "accept_all": {"accepted": True, "whole": True},
    "decline": {"accepted": False, "whole": False},
    "decline_all": {"accepted": False, "whole": True},
}


class OfferForm(VersionForm):
    """Boxes of the mission's page. `interpreters` are laid out by the template, beside their reasons."""

    interpreters = forms.ModelMultipleChoiceField(
        label="Interprètes",
        queryset=None,
        error_messages={
            "required": "Choisissez au moins un interprète.",
            "invalid_choice": "Quelqu’un de cette liste n’est plus en activité : rechargez la page.",
        },
    )
    derogation = TextField(
        label="Motif de la dérogation",
        max_length=200,
        required=False,
        help_text="Seulement pour quelqu’un hors des règles. Votre nom et ce motif restent au journal.",
    )
    series = forms.BooleanField(label="Proposer aussi les autres dates de la série", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interpreters"].queryset = assignable()

    @property
    def chosen(self) -> set[int]:
        """Primary keys ticked, as typed."""
        return (
            {int(pk) for pk in self.data.getlist("interpreters") if pk.isdecimal()}
            if self.is_bound
            else set()
        )

    def clean_interpreters(self):
        return list(self.cleaned_data["interpreters"])


class AnswerForm(forms.Form):
    """A button each: its value is the answer. `cleaned_data` is what the action takes."""

    answer = forms.ChoiceField(
        choices=[(name, name) for name in ANSWERS],
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."},
    )
    reason = RemarkField(
        label="Si vous déclinez, pourquoi ?",
        max_length=200,
        required=False,
        rows=2,
        help_text="La coordination le lit. Rien sur la personne.",
    )

    def clean(self):
        typed = super().clean()
        return ANSWERS.get(typed.get("answer"), {}) | {"reason": typed.get("reason", "")}
