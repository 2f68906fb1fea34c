"""Forms about one meeting. `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, TextField
from practice_groups.cycles.forms import hour_field
from practice_groups.models import HOST_ADDRESS

_KEPT = "Je garde cette date, même fériée"


class PastField(forms.BooleanField):
    """What is copied from a notebook afterwards."""

    def __init__(self, **kwargs):
        helped = "Pour copier un cahier après coup : personne n’est prévenu, les présences se notent ensuite."
        super().__init__(**{"required": False, "help_text": helped} | kwargs)


class AddMeetingForm(forms.Form):
    day = DayField(label="Date")
    starts = hour_field("De")
    ends = hour_field("À")
    place = TextField(label="Lieu", max_length=HOST_ADDRESS, required=False)
    confirm_holiday = forms.BooleanField(label=_KEPT, required=False)
    past = PastField(label="Cette rencontre a déjà eu lieu")


class MoveMeetingForm(AddMeetingForm, VersionForm):
    past = None  # it moves to a day to come


class CancelMeetingForm(VersionForm):
    reason = TextField(label="Pourquoi", max_length=200)


class PostponeMeetingForm(VersionForm):
    reason = TextField(label="Pourquoi", max_length=200)
    day = DayField(label="Nouvelle date", required=False, help_text="Vide : la date sera fixée plus tard.")
    starts = hour_field("De", required=False)
    ends = hour_field("À", required=False)
    confirm_holiday = forms.BooleanField(label=_KEPT, required=False)


class DatePostponedForm(forms.Form):
    day = DayField(label="Nouvelle date")
    starts = hour_field("De")
    ends = hour_field("À")
    confirm_holiday = forms.BooleanField(label=_KEPT, required=False)
