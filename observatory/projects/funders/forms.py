"""Forms of the funders and of the accounts that read for them."""

from django import forms
from django.utils import timezone

from centre.fields import DayField, TextField
from centre.models import User


class FunderForm(forms.Form):
    name = TextField(label="Nom du financeur", max_length=120)


class Account(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.display_name} ({user.email})"


class MemberForm(forms.Form):
    user = Account(
        label="Compte",
        queryset=User.objects.none(),
        help_text="Les comptes qui ont le rôle «\u00a0Financeur\u00a0»\u202f; l’administration les invite.",
    )
    since = DayField(label="À partir du", initial=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.holding("financeur").order_by("display_name")


class EndMemberForm(forms.Form):
    until = DayField(label="Dernier jour", initial=timezone.localdate)
