"""Forms of the projects, the axes and the staff time."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from centre.fields import DayField, TextField


class ProjectForm(forms.Form):
    name = TextField(label="Nom du projet", max_length=120)
    funder = TextField(label="Financeur", max_length=120, required=False)
    starts_on = DayField(label="Début", required=False)
    ends_on = DayField(label="Fin", required=False)


class AxisForm(forms.Form):
    name = TextField(label="Nom de l’axe", max_length=120)


class StaffTimeForm(forms.Form):
    network = TextField(label="Réseau", max_length=120)
    fte = forms.DecimalField(
        label="Équivalent temps plein",
        max_digits=4,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal("20"),
        localize=True,
        help_text="Par exemple 0,25.",
        error_messages={
            "invalid": "Écrivez un nombre, par exemple 0,25.",
            "min_value": "Écrivez un temps plus grand que zéro, par exemple 0,25.",
            "max_value": "Plus de 20 temps pleins : vérifiez ce nombre.",
            "max_decimal_places": "Deux chiffres après la virgule au plus.",
        },
    )
    since = DayField(label="À partir du", initial=timezone.localdate)
    until = DayField(label="Jusqu’au", required=False)
