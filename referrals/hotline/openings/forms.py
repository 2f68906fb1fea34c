"""Forms of the line: its settings, its opening, its closing."""

from datetime import time

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField, complete_phone
from referrals.hotline.fields import SlotsField, hour_field
from referrals.hotline.models import every_day

DAYS = list(enumerate(("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")))
USUAL = [["09:00", "12:00"], ["13:00", "17:00"], ["18:00", "21:00"]]


class _ShapeForm(forms.Form):
    phone = TextField(label="Numéro d’appel", max_length=20, required=False, validators=[complete_phone])
    starts = hour_field("Ouvre à", initial=time(9))
    ends = hour_field("Ferme à", initial=time(21))
    slots = SlotsField(
        label="Permanences d’une journée",
        max_length=300,
        initial=USUAL,
        help_text="Séparées par des virgules. Elles sont créées vides à l’ouverture ; vous pourrez en ajouter.",
    )
    days = forms.TypedMultipleChoiceField(
        label="Jours d’ouverture",
        choices=DAYS,
        coerce=int,
        initial=every_day,
        widget=forms.CheckboxSelectMultiple,
    )
    holidays = forms.BooleanField(label="Ouverte aussi les jours fériés", initial=True, required=False)
    call_back_days = forms.IntegerField(
        label="Rappeler sous (jours)", min_value=1, max_value=30, initial=3, localize=False
    )


class SetUpHotlineForm(_ShapeForm):
    label = TextField(
        label="Nom de la cellule",
        max_length=120,
        initial="Cellule d’écoute",
        help_text="Celui de vos tableaux des années passées, s’il y en a : leurs appels seront les siens.",
    )
    field_order = ["label"]


class ChangeHotlineForm(VersionForm, _ShapeForm):
    pass


class OpenHotlineForm(forms.Form):
    until = DayField(label="Jusqu’au", help_text="Vous pourrez prolonger, ou fermer plus tôt.")


class ExtendOpeningForm(forms.Form):
    until = DayField(label="Nouveau dernier jour")


class CloseHotlineForm(forms.Form):
    closing_note = RemarkField(
        label="Mot de fermeture",
        max_length=300,
        required=False,
        rows=2,
        help_text="Pour la coordination seule.",
    )
