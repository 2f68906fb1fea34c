"""One form per view; `cleaned_data` is the action's keyword arguments."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.doors import OnceForm
from centre.fields import DayField, TextField, blank_choice, no_numbers
from practice_groups.choices import HoursKind


class HoursForm(OnceForm):
    kind = forms.ChoiceField(label=_("Nature"), choices=blank_choice(HoursKind.choices, _("Choisissez")))
    day = DayField(label=_("Jour"))
    hours = forms.DecimalField(
        label=_("Durée (heures)"),
        min_value=Decimal("0.25"),
        max_value=Decimal(24),
        max_digits=4,
        decimal_places=2,
        localize=True,
        help_text=_("1,5 pour une heure et demie."),
    )
    provider = TextField(
        label=_("Avec qui, où"),
        max_length=120,
        required=False,
        validators=[no_numbers],
        help_text=_("Le superviseur ou l’organisme. Ne nommez aucune personne accompagnée."),
    )
