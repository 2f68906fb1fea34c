"""Open, and answer."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.fields import DayField, RemarkField
from practice_groups.attendance.evaluations.choices import SCALE, Again


def _three_weeks_on():
    return timezone.localdate() + timedelta(days=21)


class OpenEvaluationForm(forms.Form):
    closes_on = DayField(
        label="Réponses jusqu’au",
        initial=_three_weeks_on,
        help_text="Ce jour compris. Les résultats paraissent ensuite, à partir de cinq réponses.",
    )


def _mark(label: str) -> forms.TypedChoiceField:
    missing = {"required": _("Choisissez une réponse.")}
    return forms.TypedChoiceField(
        label=label, choices=SCALE, coerce=int, widget=forms.RadioSelect, error_messages=missing
    )


class AnswerForm(forms.Form):
    useful = _mark(_("Ce cycle m’a été utile dans ma pratique"))
    climate = _mark(_("J’ai pu parler en confiance dans le groupe"))
    organisation = _mark(_("Les dates, le lieu et l’accueil convenaient"))
    again = forms.ChoiceField(
        label=_("Je participerais de nouveau"),
        choices=Again.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse.")},
    )
    remark = RemarkField(
        label=_("Une remarque"),
        max_length=300,
        required=False,
        help_text=_(
            "Lue telle quelle par la coordination : n’y nommez personne, ni vous-même ni aucune personne accompagnée."
        ),
    )
