"""Forms of trainings. `cleaned_data` is the action's keyword arguments."""

import django_filters
from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField, blank_choice
from centre.filters import Filters
from centre.models import User
from centre.reference import departement_choices
from networks.agenda import words
from practice_groups.access import by_name
from practice_groups.choices import Audience, Language
from practice_groups.cycles.forms import hour_field
from practice_groups.cycles.meetings.forms import PastField
from practice_groups.models import Cycle, Group, Meeting
from practice_groups.trainings import access

DAYS = 6
SHOWN = 2


class Facts(forms.Form):
    """What a session says of itself."""

    trainers = TextField(label="Intervenants", max_length=200, required=False)
    objectives = RemarkField(label="Objectifs", max_length=500, required=False, help_text="")
    programme = RemarkField(label="Programme", max_length=1000, required=False, rows=5, help_text="")
    prerequisites = TextField(
        label="Prérequis", max_length=300, required=False, help_text="Ceux de la formation, à chaque session."
    )
    hours = forms.DecimalField(
        label="Durée (heures)",
        required=False,
        min_value=0,
        max_value=300,
        max_digits=5,
        decimal_places=2,
        help_text="Vide\u00a0: la somme des journées.",
    )
    invites_contacts = forms.BooleanField(
        label="Proposer de rejoindre le fichier de contact",
        required=False,
        initial=True,
        help_text="Chacun le coche, ou non, en s’inscrivant. Personne n’y entre sans l’avoir coché.",
    )


class EditTrainingForm(Facts, VersionForm):
    pass


class PostponeTrainingForm(forms.Form):
    """A new day for each of the days to come; their hours stay."""

    reason = TextField(label="Pourquoi", max_length=200)

    def __init__(self, *args, meetings: list[Meeting], **kwargs):
        super().__init__(*args, **kwargs)
        self.meetings = [one.pk for one in meetings]
        for one in meetings:
            label = f"Au lieu du {words.whole(one.starts_at, one.ends_at)}"
            self.fields[f"day_{one.pk}"] = DayField(label=label, required=False)
            self.fields[f"version_{one.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput,
                localize=False,
                min_value=0,
                max_value=2**31 - 1,
                initial=one.version,
            )
        self.fields["confirm_holiday"] = forms.BooleanField(
            label="Je garde ces dates, même fériées", required=False
        )

    def clean(self):
        cleaned = super().clean()
        days = {pk: (cleaned.pop(f"version_{pk}", 0), cleaned.pop(f"day_{pk}", None)) for pk in self.meetings}
        return cleaned | {"days": days}


class CreateTrainingForm(Facts):
    group = forms.ModelChoiceField(
        label="Formation", queryset=Group.objects.none(), required=False, empty_label="Une nouvelle formation"
    )
    title = TextField(label="Titre de la nouvelle formation", max_length=120, required=False)
    place = TextField(label="Lieu", max_length=120, required=False)
    seats = forms.IntegerField(label="Nombre de places", min_value=1, max_value=1000, initial=20)
    fee = forms.DecimalField(
        label="Participation (€)", min_value=0, max_value=5000, max_digits=7, decimal_places=2, initial=0
    )
    departement = forms.ChoiceField(label="Département", required=False)
    language = forms.ChoiceField(label="Langue de travail", choices=Language.choices)
    audience = forms.ChoiceField(label="Pour qui", choices=Audience.choices)
    facilitators = forms.ModelMultipleChoiceField(
        label="Qui tient la liste et les présences",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confirm_holiday = forms.BooleanField(label="Je garde ces dates, même fériées", required=False)
    past = PastField(label="Cette session a déjà eu lieu")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = access.trainings()
        self.fields["departement"].choices = blank_choice(departement_choices(), "Toute la région")
        self.fields["facilitators"].queryset = User.objects.holding("animation").order_by(by_name())
        for number in range(1, DAYS + 1):
            self.fields[f"day_{number}"] = DayField(label=f"Journée {number}", required=False)
            self.fields[f"starts_{number}"] = hour_field("De", required=False)
            self.fields[f"ends_{number}"] = hour_field("À", required=False)

    @property
    def rows(self):
        """(day, from, to) fields, one a day."""
        return [[self[f"{name}_{n}"] for name in ("day", "starts", "ends")] for n in range(1, DAYS + 1)]

    @property
    def rows_shown(self):
        return self.rows[:SHOWN]

    @property
    def rows_folded(self):
        return self.rows[SHOWN:]

    @property
    def unfolded(self) -> bool:
        return self.is_bound and any(
            field.value() or field.errors for row in self.rows_folded for field in row
        )

    def clean(self):
        cleaned = super().clean()
        days = []
        for number in range(1, DAYS + 1):
            typed = [cleaned.pop(f"{name}_{number}", None) for name in ("day", "starts", "ends")]
            if all(typed):
                days.append(tuple(typed))
            elif any(typed) and not any(
                f"{name}_{number}" in self.errors for name in ("day", "starts", "ends")
            ):
                self.add_error(f"day_{number}", "Indiquez le jour et ses deux heures.")
        return cleaned | {"days": days}


class SessionFilter(Filters):
    year = django_filters.ChoiceFilter(label="Année", field_name="starts_on__year", empty_label="Toutes")
    standing = django_filters.ChoiceFilter(
        label="État",
        choices=[(code, label) for code, (label, _) in access.STATES.items()],
        empty_label="Tous",
    )
    departement = django_filters.ChoiceFilter(
        label="Département", field_name="group__departement", choices=departement_choices, empty_label="Tous"
    )

    class Meta:
        model = Cycle
        fields = []
        form = forms.Form

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        years = range(today.year + 1, today.year - 10, -1)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
