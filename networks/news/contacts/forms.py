"""One form per view; `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.fields import DayField, TextField, blank_choice
from centre.reference import departement_choices
from networks.models import Contact, Structure


class ContactForm(forms.Form):
    name = TextField(label="Prénom et nom", max_length=120)
    email = forms.EmailField(label="Adresse e-mail", max_length=254, required=False)
    function = TextField(label="Fonction", max_length=80, required=False)
    structure = forms.ModelChoiceField(
        label="Structure", queryset=Structure.objects.none(), required=False, empty_label="Non renseignée"
    )
    departement = forms.ChoiceField(
        label="Département", choices=lambda: blank_choice(departement_choices()), required=False
    )
    agreed_on = DayField(
        label="Accepte de recevoir les annonces depuis le",
        required=False,
        help_text="Le jour où cette personne l’a dit ou écrit. Sans accord daté, aucune annonce ne lui parvient.",
    )
    refused_on = DayField(
        label="Ne souhaite plus être contactée depuis le",
        required=False,
        help_text="Un refus l’emporte toujours.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = Structure.objects.order_by("name")

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class SearchForm(forms.Form):
    text = TextField(label="Nom ou adresse de l’autre fiche", max_length=120, required=False)


class MergeForm(forms.Form):
    other = forms.ModelChoiceField(queryset=Contact.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Contact.objects.exclude(pk=contact.pk)
