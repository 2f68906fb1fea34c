"""Forms of the planning."""

from django import forms

from centre.fields import DayField, TextField, blank_choice
from centre.models import User
from networks.choices import Status
from referrals.hotline.fields import hour_field


class _HoursForm(forms.Form):
    day = DayField(label="Date")
    starts = hour_field("De")
    ends = hour_field("À")


class _KeeperForm(forms.Form):
    user = forms.ModelChoiceField(
        label="Compte", queryset=None, required=False, empty_label="Sans compte sur le portail"
    )
    keeper = TextField(
        label="Nom ou pseudonyme au planning",
        max_length=60,
        required=False,
        help_text="Vide avec un compte : le nom du compte. Vide sans compte : à prendre.",
    )
    profession = TextField(label="Profession", max_length=80, required=False)
    status = forms.ChoiceField(label="Statut", choices=blank_choice(Status.choices), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        listeners = User.objects.holding("ecoutant") | User.objects.holding("coordination")
        self.fields["user"].queryset = listeners.order_by("display_name", "pk")


class AddShiftForm(_KeeperForm, _HoursForm):
    field_order = ["day", "starts", "ends"]


class MoveShiftForm(_HoursForm):
    pass


class AssignShiftForm(_KeeperForm):
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
