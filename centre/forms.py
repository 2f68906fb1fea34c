from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from centre import roles
from centre.fields import DayField, TextField


class InviteForm(forms.Form):
    display_name = TextField(label="Prénom et nom", max_length=120)
    email = forms.EmailField(label="Adresse e-mail", max_length=254)
    role = forms.ChoiceField(label="Rôle", choices=roles.GRANTABLE)


class GrantForm(forms.Form):
    role = forms.ChoiceField(label="Rôle", choices=roles.GRANTABLE)
    until = DayField(label="Jusqu’au", required=False)


class CentreSettingsForm(forms.Form):
    name = TextField(
        label="Nom du centre", max_length=120, help_text="Tel que les pages et les bilans l’impriment."
    )
    emergency_name = TextField(label="Urgence locale", max_length=120)
    emergency_phone = TextField(label="Téléphone de l’urgence locale", max_length=20, required=False)
    disclosure_threshold = forms.IntegerField(
        label="Seuil de diffusion, en personnes",
        min_value=11,
        max_value=100,
        help_text="Un effectif plus petit n’est jamais publié. Onze au moins.",
        error_messages={"min_value": "Le seuil ne descend pas sous onze personnes."},
    )
    two_to_publish = forms.BooleanField(
        label="Un bilan est relu et publié par deux personnes",
        required=False,
        help_text="À cocher dès que la coordination compte deux personnes.",
    )


class AcceptForm(forms.Form):
    display_name = TextField(label="Votre prénom et votre nom", max_length=120)
    password = forms.CharField(
        label="Mot de passe",
        help_text="Douze caractères au moins ; une phrase se retient bien.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self):
        password = self.cleaned_data["password"]
        try:
            validate_password(password)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password
