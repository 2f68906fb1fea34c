"""Forms of groups, cycles and meetings. `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.fields import DayField, RemarkField, TextField, blank_choice
from centre.models import User
from centre.reference import departement_choices
from practice_groups.choices import Audience, Kind, Language
from practice_groups.cycles.rule import Rule, days

_WEEKDAYS = list(enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")))
_WHICH = [
    (1, "Le premier du mois"),
    (2, "Le deuxième du mois"),
    (3, "Le troisième du mois"),
    (4, "Le quatrième du mois"),
    (-1, "Le dernier du mois"),
    (0, "Toutes les n semaines"),
]
_COUNTRIES = [("FR", "France"), ("BE", "Belgique")]


def _hour(label: str, **kwargs) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    wrong = {"invalid": "Cette heure n’existe pas. Format attendu : HH:MM."}
    return forms.TimeField(label=label, widget=widget, error_messages=wrong, **kwargs)


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    wrong = {"invalid": "Cette date n’existe pas. Format attendu : JJ/MM/AAAA HH:MM."}
    formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, error_messages=wrong)


class VersionForm(forms.Form):
    """Carries the version that was read: who acts on an older one is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, localize=False, min_value=0, max_value=2**31 - 1)


class ProfessionsField(TextField):
    """Professions separated by commas, each once."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        typed = [name.strip()[:80] for name in super().clean(value).split(",")]
        return list(dict.fromkeys(name for name in typed if name))


class GroupForm(VersionForm):
    kind = forms.ChoiceField(label="Sorte de groupe", choices=Kind.choices)
    title = TextField(label="Titre", max_length=120)
    language = forms.ChoiceField(
        label="Langue de travail",
        choices=Language.choices,
        help_text="Les pages et les messages de ce groupe sont dans cette langue.",
    )
    description = TextField(label="En une phrase, pour qui s’y inscrit", max_length=500, required=False)
    departement = forms.ChoiceField(label="Département", required=False)
    place = TextField(label="Lieu", max_length=120, required=False)
    audience = forms.ChoiceField(label="Pour qui", choices=Audience.choices)
    professions = ProfessionsField(
        label="Professions admises",
        max_length=400,
        required=False,
        help_text="Séparées par des virgules. Vide : toutes.",
    )
    prerequisites = TextField(label="Prérequis", max_length=300, required=False)
    public = forms.BooleanField(label="Visible sans compte", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departement"].choices = blank_choice(departement_choices(), "Toute la région")


class CycleFacts(forms.Form):
    """What a new cycle and one under way have in common."""

    season = TextField(label="Saison", max_length=40, help_text="Par exemple 2026-2027.")
    seats = forms.IntegerField(label="Nombre de places", min_value=1, max_value=1000)
    most_social = forms.IntegerField(
        label="Au plus, du secteur social",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Vide : sans limite.",
    )
    most_mental = forms.IntegerField(
        label="Au plus, de la santé mentale",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Vide : sans limite. La liste d’attente respecte ces parts et l’explique.",
    )
    fee = forms.DecimalField(
        label="Participation (€)", min_value=0, max_value=5000, max_digits=7, decimal_places=2, initial=0
    )
    fee_due_on = DayField(label="À régler avant le", required=False)
    opens_at = _moment("Ouverture des inscriptions")
    closes_at = _moment("Clôture des inscriptions")
    offer_hours = forms.IntegerField(
        label="Délai de réponse à une place proposée (heures)", min_value=1, max_value=720, initial=48
    )
    facilitators = forms.ModelMultipleChoiceField(
        label="Animation", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    programme = RemarkField(label="Programme", max_length=1000, required=False, rows=4, help_text="")
    hosted = forms.BooleanField(label="Itinérant : chacun accueille une fois", required=False)
    published = forms.BooleanField(label="Annoncé dans le catalogue", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["facilitators"].queryset = User.objects.holding("animation").order_by("display_name")


class CreateCycleForm(CycleFacts):
    """A season and the rule of its dates: seen before anything is written."""

    weekday = forms.TypedChoiceField(label="Jour", choices=_WEEKDAYS, coerce=int)
    which = forms.TypedChoiceField(label="Rythme", choices=_WHICH, coerce=int, initial=1)
    every = forms.IntegerField(label="Si toutes les n semaines, n", min_value=1, max_value=12, initial=1)
    first = DayField(label="À partir du")
    last = DayField(label="Jusqu’au")
    country = forms.ChoiceField(label="Jours fériés", choices=_COUNTRIES)
    starts = _hour("De")
    ends = _hour("À")
    place = TextField(label="Lieu", max_length=120, required=False)
    field_order = [
        "season",
        "weekday",
        "which",
        "every",
        "first",
        "last",
        "country",
        "starts",
        "ends",
        "place",
    ]
    _RULE = ("weekday", "which", "every", "first", "last", "country")

    def clean(self):
        typed = super().clean()
        if typed.get("first") and typed.get("last") and typed["last"] < typed["first"]:
            self.add_error("last", "La fin doit être après le début.")
        return typed

    def days(self) -> list:
        """The days that the rule gives (`rule.Day`), once the form is valid."""
        return days(Rule(**{name: self.cleaned_data[name] for name in self._RULE}))

    def as_arguments(self) -> dict:
        """What `actions.create_cycle` takes."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in self._RULE}
        return typed | {"days": [one.day for one in self.days()]}


class EditCycleForm(CycleFacts, VersionForm):
    pass


class AddMeetingForm(forms.Form):
    day = DayField(label="Date")
    starts = _hour("De")
    ends = _hour("À")
    place = TextField(label="Lieu", max_length=120, required=False)
    confirm_holiday = forms.BooleanField(label="Je garde cette date, même fériée", required=False)


class MoveMeetingForm(AddMeetingForm, VersionForm):
    pass


class CancelMeetingForm(VersionForm):
    reason = TextField(label="Pourquoi", max_length=200)


class PostponeMeetingForm(VersionForm):
    reason = TextField(label="Pourquoi", max_length=200)
    day = DayField(label="Nouvelle date", required=False, help_text="Vide : la date sera fixée plus tard.")
    starts = _hour("De", required=False)
    ends = _hour("À", required=False)
    confirm_holiday = forms.BooleanField(label="Je garde cette date, même fériée", required=False)


class DatePostponedForm(forms.Form):
    day = DayField(label="Nouvelle date")
    starts = _hour("De")
    ends = _hour("À")
    confirm_holiday = forms.BooleanField(label="Je garde cette date, même fériée", required=False)
