"""The sheet of a meeting, as one form: everybody present until said otherwise."""

from django import forms
from django.utils import timezone

from centre.doors import VersionForm
from practice_groups.choices import Presence

_PREFIX = "presence_"
NOT_YET = ("", "Pas encore dans le groupe")


def _hour(label: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    wrong = {"invalid": "Cette heure n’existe pas. Format attendu : HH:MM."}
    return forms.TimeField(label=label, widget=widget, error_messages=wrong)


class AttendanceForm(VersionForm):
    """`cleaned_data`: version, presences by registration, unnamed_heads, starts, ends."""

    unnamed_heads = forms.IntegerField(
        label="Autres personnes présentes",
        required=False,
        min_value=0,
        max_value=500,
        help_text="Venues sans être inscrites. Vide : pas comptées ; 0 : personne d’autre.",
    )
    starts = _hour("Début réel")
    ends = _hour("Fin réelle")

    def __init__(self, *args, meeting, registrations, **kwargs):
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        facts = {
            "version": meeting.version,
            "unnamed_heads": meeting.unnamed_heads,
            "starts": starts.time(),
            "ends": ends.time(),
        }
        super().__init__(*args, initial=facts, **kwargs)
        noted = {one.registration_id: one.state for one in meeting.attendance.all()}
        self._people = {}
        for one in registrations:
            name = f"{_PREFIX}{one.pk}"
            self._people[name] = one
            self.fields[name] = self._presence(one, meeting, noted)

    @staticmethod
    def _presence(registration, meeting, noted):
        """One question per person; whoever was seated after the meeting may be left out of it."""
        later = registration.confirmed_at is not None and registration.confirmed_at >= meeting.ends_at
        first = "" if later else Presence.PRESENT
        return forms.ChoiceField(
            label=registration.user.display_name,
            choices=[*Presence.choices, *([NOT_YET] if later else [])],
            required=not later,
            initial=noted.get(registration.pk, first),
            widget=forms.RadioSelect,
            error_messages={"required": "Indiquez si cette personne était présente."},
        )

    @property
    def people(self):
        """(registration, bound field), in the order of the sheet."""
        return [(one, self[name]) for name, one in self._people.items()]

    def clean(self):
        typed = super().clean()
        presences = {one.pk: typed.pop(name) for name, one in self._people.items() if name in typed}
        return typed | {"presences": presences}
