"""One form per view; `cleaned_data` is the action's keyword arguments."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from centre import roles
from centre.fields import DayField, TextField, no_control_characters
from centre.models import User
from networks.agenda import words
from networks.agenda.polls import access
from networks.choices import PollChoice
from networks.models import Activity, Contact, PollDate

ROWS = 8
RECENT = timedelta(days=400)  # what was held before is no longer continued
SHOWN = 3  # rows of dates in the open; the others unfold
LONGEST_LIST = 300
DURATIONS = [
    (30, "30 min"),
    (45, "45 min"),
    (60, "1 h"),
    (90, "1 h 30"),
    (120, "2 h"),
    (150, "2 h 30"),
    (180, "3 h"),
    (240, "4 h"),
    (360, "6 h"),
    (480, "8 h"),
]
_LINE = re.compile(r"^(?P<name>[^<>@]*?)\s*<(?P<address>[^<>\s]+)>$")


class _ActivityChoice(forms.ModelChoiceField):
    def label_from_instance(self, activity):
        return f"{activity.starts_on:%d/%m/%Y} – {activity.title} ({activity.get_state_display().lower()})"


class _People(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class TypedPeople(forms.CharField):
    """Lines « Prénom Nom <adresse> »; gives (name, address) pairs."""

    default_validators = [no_control_characters]

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [self._pair(line) for line in lines if line]

    def _pair(self, line: str) -> tuple[str, str]:
        found = _LINE.match(line)
        if not found or not found["name"].strip() or len(found["name"]) > 120:
            raise ValidationError(
                f"Une personne par ligne, avec son nom puis son adresse entre chevrons, au lieu de\u00a0: {line[:80]}"
            )
        try:
            validate_email(found["address"])
        except ValidationError as error:
            raise ValidationError(f"Cette adresse est incomplète\u00a0: {found['address'][:80]}") from error
        return found["name"].strip(), found["address"].lower()


class ProposedDates(forms.Form):
    """From two to eight dates: `dates`, as (start, end)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, ROWS + 1):
            self.fields[f"day_{number}"] = DayField(label=f"Date {number}", required=False)
            self.fields[f"hour_{number}"] = forms.TimeField(label="Heure", required=False)
            self.fields[f"minutes_{number}"] = forms.TypedChoiceField(
                label="Durée", choices=DURATIONS, coerce=int, initial=120, required=False, empty_value=120
            )

    def clean(self):
        cleaned = super().clean()
        dates = []
        for number in range(1, ROWS + 1):
            day, hour, minutes = (
                cleaned.pop(f"{name}_{number}", None) for name in ("day", "hour", "minutes")
            )
            if day and hour:
                dates.append(self._date(number, day, hour, minutes))
            elif day or hour:
                missing = "hour" if day else "day"
                self.add_error(f"{missing}_{number}", "Indiquez le jour et l’heure.")
        return cleaned | {"dates": [date for date in dates if date]}

    def _date(self, number, day, hour, minutes):
        starts_at = words.moment(day, hour)
        if starts_at is None:
            self.add_error(f"hour_{number}", "Cette heure n’existe pas ce jour-là.")
            return None
        return starts_at, starts_at + timedelta(minutes=minutes or 120)

    @property
    def rows(self):
        """(day, hour, duration) fields, one per proposed date."""
        return [[self[f"{name}_{n}"] for name in ("day", "hour", "minutes")] for n in range(1, ROWS + 1)]

    @property
    def rows_shown(self):
        return self.rows[:SHOWN]

    @property
    def rows_folded(self):
        return self.rows[SHOWN:]

    @property
    def unfolded(self) -> bool:
        return any(field.value() for row in self.rows_folded for field in row[:2]) if self.is_bound else False


class OpenPollForm(ProposedDates):
    activity = _ActivityChoice(
        label="Activité à poursuivre",
        queryset=Activity.objects.none(),
        required=False,
        empty_label="Aucune, c’est une première rencontre",
        help_text="Prévue, elle reçoit la date retenue\u202f; tenue, la suivante est prévue à cette date.",
    )
    title = TextField(
        label="Titre",
        max_length=300,
        required=False,
        help_text="Celui de l’activité, si vous n’en donnez pas.",
    )
    place = TextField(label="Lieu", max_length=200, required=False)
    answer_by = DayField(label="Réponses attendues avant le", required=False)
    roles = forms.MultipleChoiceField(
        label="Toutes les personnes qui ont un rôle",
        choices=roles.GRANTABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    members = _People(label="Des membres", queryset=User.objects.none(), required=False)
    contacts = _People(label="Des contacts du fichier", queryset=Contact.objects.none(), required=False)
    typed = TypedPeople(
        label="D’autres personnes",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne, sous la forme «\u00a0Prénom Nom &lt;adresse&gt;\u00a0». "
        "Elles rejoignent le fichier de contact, sans accord pour les annonces.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = access.to_continue(today - RECENT)
        self.fields["members"].queryset = access.members()
        self.fields["contacts"].queryset = access.contacts()
        self.fields["contacts"].choices = _first(self.fields["contacts"])


def _first(field) -> list:
    """The first contacts of the file, as choices: whoever is further is typed."""
    return [(field.prepare_value(one), f"{one.name} ({one.email})") for one in field.queryset[:LONGEST_LIST]]


class AnswerForm(forms.Form):
    """A question per date; what was answered before is chosen already."""

    def __init__(self, *args, dates: list[PollDate], known: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        for date in dates:
            self.fields[f"date_{date.pk}"] = forms.ChoiceField(
                label=words.whole(date.starts_at, date.ends_at).capitalize(),
                choices=PollChoice.choices,
                initial=known.get(date.pk),
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choisissez une réponse.",
                    "invalid_choice": "Choisissez une réponse.",
                },
            )

    def clean(self):
        cleaned = super().clean()
        return {"answers": {int(name.removeprefix("date_")): choice for name, choice in cleaned.items()}}


class _DateChoice(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, date):
        return words.whole(date.starts_at, date.ends_at).capitalize()


class ClosePollForm(forms.Form):
    date = _DateChoice(label="Date retenue", queryset=PollDate.objects.none(), empty_label=None)

    def __init__(self, *args, poll, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].queryset = poll.dates.all()
