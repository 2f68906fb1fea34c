"""One form per operation of the treasurer; `cleaned_data` is the action's keyword arguments."""

from decimal import Decimal

from django import forms

from centre.fields import DayField, TextField, blank_choice
from practice_groups.choices import PayBy
from practice_groups.fees.cardnumbers import no_card_number

MEANS = blank_choice(PayBy.choices, "Choisissez")


class LineField(TextField):
    """A line of text where no card number is written."""

    default_validators = [*TextField.default_validators, no_card_number]


class EurosField(forms.DecimalField):
    def __init__(self, **kwargs):
        super().__init__(min_value=Decimal("0.01"), max_digits=7, decimal_places=2, localize=True, **kwargs)


class ReasonForm(forms.Form):
    reason = LineField(
        label="Motif", max_length=200, help_text="Quelques mots : ni numéro de carte, ni récit, ni santé."
    )


class NoFieldsForm(forms.Form):
    """A button."""


class ReceiveForm(forms.Form):
    amount = EurosField(label="Montant reçu (€)")
    received_on = DayField(label="Reçue le")
    means = forms.ChoiceField(label="Moyen", choices=MEANS)
    payer = LineField(
        label="Reçu au nom de",
        max_length=120,
        required=False,
        help_text="L’employeur, s’il a payé. Sans réponse, le reçu est au nom du participant.",
    )
    reason = LineField(
        label="Si le montant est moindre, pourquoi",
        max_length=200,
        required=False,
        help_text="Prix réduit, moitié du cycle : le reste n’est alors plus demandé.",
    )


class RefundForm(ReasonForm):
    amount = EurosField(label="Montant remboursé (€)")
    refunded_on = DayField(label="Remboursée le")
    field_order = ["amount", "refunded_on", "reason"]


class ReceiveSeveralForm(forms.Form):
    """`registrations`: the ids ticked in the list; the action gets the rows themselves."""

    registrations = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={
            "invalid_choice": "Une participation cochée n’existe plus : relisez la liste.",
            "invalid_pk_value": "Une participation cochée n’existe plus : relisez la liste.",
        },
    )
    received_on = DayField(label="Reçues le")
    means = forms.ChoiceField(label="Moyen", choices=MEANS)

    def __init__(self, *args, registrations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registrations"].queryset = registrations

    def ticked(self) -> set[str]:
        return set(self.data.getlist("registrations")) if self.is_bound else set()
