"""Forms of groups and cycles. `cleaned_data` is the action's keyword arguments."""

import re
from datetime import date, datetime

from django import forms
from django.utils import timezone

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField, blank_choice
from centre.models import User
from centre.reference import departement_choices
from networks.choices import Sector
from practice_groups.access import by_name
from practice_groups.choices import Audience, Country, Kind, Language
from practice_groups.cycles.checks import sectors_known
from practice_groups.cycles.rule import Rule
from practice_groups.models import Group

_WEEKDAYS = list(enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")))
_WHICH = [
    (1, "Le premier du mois"),
    (2, "Le deuxième du mois"),
    (3, "Le troisième du mois"),
    (4, "Le quatrième du mois"),
    (-1, "Le dernier du mois"),
    (0, "Toutes les n semaines"),
]


def hour_field(label: str, **kwargs) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    wrong = {"invalid": "Cette heure n’existe pas. Format attendu : HH:MM."}
    return forms.TimeField(label=label, widget=widget, error_messages=wrong, **kwargs)


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    wrong = {"invalid": "Cette date n’existe pas. Format attendu : JJ/MM/AAAA HH:MM."}
    formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, error_messages=wrong)


class ProfessionsField(TextField):
    """Professions separated by commas, each once."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        typed = [name.strip()[:80] for name in super().clean(value).split(",")]
        return list(dict.fromkeys(name for name in typed if name))


# Working groups have members, not registrations: they are opened in their own room.
PREPARED_HERE = [(kind.value, kind.label) for kind in Kind if kind != Kind.WORKING_GROUP]


class GroupForm(VersionForm):
    kind = forms.ChoiceField(label="Sorte de groupe", choices=PREPARED_HERE)
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
        help_text="Séparées par des virgules. Vide : toutes.",
    )
    prerequisites = TextField(label="Prérequis", max_length=300, required=False)
    country = forms.ChoiceField(
        label="Jours fériés",
        choices=Country.choices,
        help_text="Ceux que le calendrier de ce groupe saute.",
    )
    public = forms.BooleanField(label="Visible sans compte", required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departement"].choices = blank_choice(departement_choices(), "Toute la région")


class PausesField(forms.CharField):
    """Weeks when nobody meets: « 17/10/2026 au 01/11/2026 », separated by commas or lines; a tuple of pairs of days."""

    _PAIR = re.compile(r"^(\d{1,2}/\d{1,2}/\d{4})\s*(?:-|–|au)\s*(\d{1,2}/\d{1,2}/\d{4})$")
    wrong = "Période illisible : « {} ». Écrivez par exemple 17/10/2026 au 01/11/2026."

    def __init__(self, **kwargs):
        super().__init__(max_length=600, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value) -> tuple[tuple[date, date], ...]:
        typed = [one.strip() for one in re.split(r"[,;\n]", super().clean(value)) if one.strip()]
        return tuple(self._pair(one) for one in typed)

    def _pair(self, typed: str) -> tuple[date, date]:
        found = self._PAIR.match(typed)
        try:
            first, last = (datetime.strptime(one, "%d/%m/%Y").date() for one in found.groups())
        except (AttributeError, ValueError) as error:
            raise forms.ValidationError(self.wrong.format(typed)) from error
        if last < first:
            raise forms.ValidationError(self.wrong.format(typed))
        return first, last


_TWO = "Nécessaire pour annoncer une intervision."


class CycleFacts(forms.Form):
    """What a new cycle and one under way have in common. An intervision names one facilitator of each sector."""

    season = TextField(label="Saison", max_length=40, help_text="Par exemple 2026-2027.")
    programme = RemarkField(label="Programme", max_length=1000, required=False, rows=3, help_text="")
    hosted = forms.BooleanField(label="Itinérant : chacun accueille une fois", required=False)
    facilitators = forms.ModelMultipleChoiceField(
        label="Animation", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    social = forms.ModelChoiceField(
        label="Animation, du secteur social", queryset=None, required=False, help_text=_TWO
    )
    mental = forms.ModelChoiceField(
        label="Animation, de la santé mentale", queryset=None, required=False, help_text=_TWO
    )
    seats = forms.IntegerField(label="Nombre de places", min_value=1, max_value=1000)
    most_social = forms.IntegerField(
        label="Au plus, du secteur social",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Vide : sans limite.",
    )
    most_mental = forms.IntegerField(
        label="Au plus, de la santé mentale",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="La liste d’attente respecte ces parts et l’explique.",
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
    SECTIONS = {
        "La saison": ("season", "programme", "hosted"),
        "L’animation": ("facilitators", "social", "mental"),
        "Les inscriptions": ("opens_at", "closes_at", "seats", "offer_hours", "most_social", "most_mental"),
        "La participation": ("fee", "fee_due_on"),
    }

    def __init__(self, *args, group: Group, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.holding("animation").order_by(by_name())
        self.fields["facilitators"].queryset = people
        if group.kind != Kind.INTERVISION:
            del self.fields["social"], self.fields["mental"]
            return
        del self.fields["facilitators"]
        everybody = list(people)
        known = sectors_known(everybody, timezone.localdate())
        for name, sector in (("social", Sector.SOCIAL), ("mental", Sector.MENTAL_HEALTH)):
            fit = [user for user in everybody if not known[user.pk] or sector in known[user.pk]]
            self.fields[name].queryset = people.filter(pk__in=[user.pk for user in fit])
            self.fields[name].choices = [("", "À choisir"), *((user.pk, str(user)) for user in fit)]

    def clean(self):
        typed = super().clean()
        if "social" not in self.fields:
            return typed
        social, mental = typed.pop("social", None), typed.pop("mental", None)
        if social and social == mental:
            self.add_error(
                "mental", "Une intervision est animée par deux personnes : choisissez-en une autre ici."
            )
        named = {social: Sector.SOCIAL, mental: Sector.MENTAL_HEALTH}
        return typed | {"facilitators": {user: sector for user, sector in named.items() if user}}

    def sections(self) -> list[tuple[str, list]]:
        """Titles, and the fields under each."""
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS.items()
        ]


class CreateCycleForm(CycleFacts):
    """A season and the rule of its dates: seen before anything is written."""

    weekday = forms.TypedChoiceField(label="Jour", choices=_WEEKDAYS, coerce=int)
    which = forms.TypedChoiceField(label="Rythme", choices=_WHICH, coerce=int, initial=1)
    every = forms.IntegerField(
        label="Toutes les combien de semaines", min_value=1, max_value=12, initial=1, required=False
    )
    first = DayField(label="À partir du")
    last = DayField(label="Jusqu’au")
    pauses = PausesField(
        label="Périodes sans rencontre",
        required=False,
        help_text="Vacances scolaires, par exemple : 17/10/2026 au 01/11/2026. Une par ligne.",
    )
    starts = hour_field("De")
    ends = hour_field("À")
    place = TextField(label="Lieu", max_length=120, required=False)
    confirm_holiday = forms.BooleanField(label="Je garde les dates fériées que j’ai choisies", required=False)
    published = forms.BooleanField(label="Annoncer dans le catalogue", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    _RULE = ("weekday", "which", "every", "first", "last", "pauses")
    SECTIONS = {
        "Le rythme": (*_RULE, "starts", "ends", "place"),
        **CycleFacts.SECTIONS,
        "L’annonce": ("published",),
    }

    def __init__(self, *args, group: Group, **kwargs):
        super().__init__(*args, group=group, **kwargs)
        self.country = group.country

    def clean(self):
        typed = super().clean()
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", "La fin doit être après le début.")
        elif first and last and (last - first).days > 366:
            self.add_error("last", "Un cycle dure au plus un an.")
        if typed.get("which") == 0 and not typed.get("every"):
            self.add_error("every", "Indiquez le nombre de semaines.")
        typed["every"] = typed.get("every") or 1
        return typed

    def rule(self) -> Rule:
        """The rule typed, once the form is valid."""
        return Rule(**{name: self.cleaned_data[name] for name in self._RULE}, country=self.country)

    def as_arguments(self) -> dict:
        """What `actions.create_cycle` takes, but the days."""
        return {name: value for name, value in self.cleaned_data.items() if name not in (*self._RULE, "seen")}


class DateForm(forms.Form):
    """One date of the cycle to come; emptied, it is left out."""

    day = DayField(label="Date", required=False)


DatesFormSet = forms.formset_factory(DateForm, extra=2, max_num=64, absolute_max=80)


class EditCycleForm(CycleFacts, VersionForm):
    pass
