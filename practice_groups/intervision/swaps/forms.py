"""Forms of an exchange. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from practice_groups.models import Meeting

_PLACE = {"localize": False, "min_value": 1, "max_value": 2**63 - 1}


class AskSwapForm(forms.Form):
    """`dates`: (turn, its meeting), one a date. Whose it is stays unsaid."""

    wanted = forms.TypedChoiceField(
        label=_("Date que vous préférez"),
        help_text=_(
            "La personne dont c’est le tour reçoit votre demande et répond. D’ici là, rien ne change."
        ),
        coerce=int,
    )

    def __init__(self, *args, dates: list[tuple[int, Meeting]], **kwargs):
        super().__init__(*args, **kwargs)
        days = [(pk, date_format(localtime(meeting.starts_at), "DATE_FORMAT")) for pk, meeting in dates]
        self.fields["wanted"].choices = [("", _("Choisissez")), *days]


class AnswerSwapForm(forms.Form):
    """Two buttons: `agreed` is « oui » or « non »."""

    swap = forms.IntegerField(**_PLACE)
    agreed = forms.TypedChoiceField(
        choices=[("oui", _("J’accepte l’échange")), ("non", _("Je garde mon tour"))],
        coerce=lambda answer: answer == "oui",
        error_messages={
            "required": _("Choisissez une réponse."),
            "invalid_choice": _("Choisissez une réponse."),
        },
    )


class WithdrawSwapForm(forms.Form):
    withdrawn = forms.IntegerField(**_PLACE)
