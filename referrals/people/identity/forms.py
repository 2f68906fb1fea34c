from datetime import date

from django import forms
from django.core.validators import EmailValidator
from django.utils import timezone

from centre.fields import DayField, LanguagesField, TextField, blank_choice, complete_phone
from centre.reference import country_choices, departement_choices
from referrals.choices import Sex, Situation
from referrals.people.identity.actions import FACTS, IDENTITY, stamp


class RectifyForm(forms.Form):
    """Who she is and the facts about her, as they should read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    first_name = TextField(label="Prénom", max_length=80)
    last_name = TextField(label="Nom", max_length=80, required=False)
    phone = TextField(label="Téléphone", max_length=30, required=False, validators=[complete_phone])
    email = TextField(label="Adresse e-mail", max_length=120, required=False, validators=[EmailValidator()])
    address = TextField(label="Adresse", max_length=200, required=False)
    birth_date = DayField(label="Date de naissance", required=False)
    contact = TextField(
        label="Personne à prévenir",
        max_length=200,
        required=False,
        help_text="Avec l’accord de cette personne.",
    )
    birth_year = forms.IntegerField(
        label="Année de naissance", required=False, help_text="Approximative si besoin.", localize=False
    )
    sex = forms.ChoiceField(label="Sexe", choices=blank_choice(Sex.choices), required=False)
    country = forms.ChoiceField(label="Pays d’origine", required=False)
    languages = LanguagesField(
        label="Langues parlées", help_text="La première est celle qu’elle parle le mieux."
    )
    departement = forms.ChoiceField(label="Département", required=False)
    situation = forms.ChoiceField(
        label="Statut administratif", choices=blank_choice(Situation.choices), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = blank_choice(country_choices())
        self.fields["departement"].choices = blank_choice(departement_choices())

    @classmethod
    def shown(cls, data, person, identity):
        initial = {name: getattr(person, name) for name in FACTS}
        if identity:
            initial |= {name: getattr(identity, name) for name in IDENTITY}
        return cls(data, initial={**initial, "seen": stamp(identity)})

    def clean_birth_date(self):
        day = self.cleaned_data["birth_date"]
        if day and not date(1900, 1, 1) <= day <= timezone.localdate():
            raise forms.ValidationError("Vérifiez l’année de naissance.")
        return day.isoformat() if day else ""

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and not timezone.localdate().year - 120 <= year <= timezone.localdate().year:
            raise forms.ValidationError("Vérifiez l’année de naissance.")
        return year

    def clean(self):
        typed = super().clean()
        day, year = typed.get("birth_date"), typed.get("birth_year")
        if day and year and int(day[:4]) != year:
            self.add_error("birth_year", "Cette année n’est pas celle de la date de naissance.")
        elif day:
            typed["birth_year"] = int(day[:4])
        return typed
