"""Forms of consents. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils import timezone

from centre.fields import DayField, TextField, blank_choice
from centre.reference import language_choices
from networks.models import Structure
from referrals.choices import ConsentForm, ConsentScope
from referrals.people.rules import CONSENT_YEARS


class SaidForm(forms.Form):
    """How, when and in which language she said yes."""

    form = forms.ChoiceField(
        label="Comment l’accord est donné",
        choices=ConsentForm.choices,
        initial=ConsentForm.ORAL,
        widget=forms.RadioSelect,
    )
    given_on = DayField(label="Donné le")
    expires_on = DayField(
        label="Valable jusqu’au",
        required=False,
        help_text=f"{CONSENT_YEARS}\u00a0ans si vous ne dites rien, et au plus.",
    )
    language = forms.ChoiceField(label="Dans quelle langue", required=False)
    text_version = TextField(
        label="Texte lu",
        max_length=20,
        required=False,
        help_text="La version imprimée au bas du texte, s’il a été lu.",
    )
    interpreter_present = forms.BooleanField(label="Un interprète était là", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = blank_choice(language_choices(), "Non renseigné")
        self.fields["given_on"].initial = timezone.localdate


class RecordConsentForm(SaidForm):
    scope = forms.ChoiceField(label="Elle accepte de partager avec", choices=ConsentScope.choices)
    partner = forms.ModelChoiceField(
        label="Lequel, si c’est un partenaire",
        queryset=None,
        required=False,
        empty_label="Aucun",
        help_text="Un accord par partenaire\u00a0: aucun autre ne verra qui elle est.",
    )
    field_order = ["scope", "partner", "form", "given_on", "expires_on", "language", "text_version"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Structure.objects.open()


class WithdrawConsentForm(forms.Form):
    withdrawal_reason = TextField(
        label="Motif",
        max_length=200,
        required=False,
        help_text="Elle n’a pas à se justifier. Ni nom, ni récit.",
    )
