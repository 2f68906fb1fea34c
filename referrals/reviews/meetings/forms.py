"""Forms of the meetings."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField, blank_choice
from networks.choices import Modality
from referrals.models import Dispositif, ReviewMeeting
from referrals.reviews import access


class PlanForm(forms.Form):
    dispositif = forms.ModelChoiceField(
        label="Dispositif", queryset=Dispositif.objects.filter(active=True), empty_label=None
    )
    day = DayField(label="Jour")
    hour = forms.TimeField(label="Heure", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    modality = forms.ChoiceField(label="Modalité", choices=blank_choice(Modality.choices), required=False)
    place = TextField(label="Lieu ou lien", max_length=120, required=False)
    weeks = forms.TypedChoiceField(
        label="Répéter",
        coerce=int,
        initial=0,
        choices=[
            (0, "Une seule fois"),
            (1, "Toutes les semaines"),
            (2, "Toutes les 2 semaines"),
            (3, "Toutes les 3 semaines"),
            (4, "Toutes les 4 semaines"),
        ],
    )
    times = forms.IntegerField(
        label="Nombre de réunions", min_value=1, max_value=26, initial=6, help_text="Si elles se répètent."
    )


class CancelForm(VersionForm):
    reason = TextField(label="Pourquoi l’annuler", max_length=200)


class AttendForm(VersionForm):
    participants = forms.ModelMultipleChoiceField(
        label="Prennent part à la réunion", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, meeting: ReviewMeeting, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["participants"].queryset = access.may_attend(meeting.dispositif_id, on)


class CloseForm(VersionForm):
    note = RemarkField(label="Points communs", max_length=1000, required=False, rows=3)
