"""Forms of the coordination. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils import timezone

from centre.doors import OnceForm, VersionForm
from centre.fields import DayField, LanguagesField, TextField, no_numbers
from networks.missions.checks import MOST
from networks.missions.forms import RHYTHMS, hour_field
from networks.models import Structure
from referrals.choices import VisitKind
from referrals.models import Visit
from referrals.outreach import access
from referrals.outreach.fields import OptionalLanguageField
from referrals.outreach.hosting.forms import ReasonForm


class _WhenAndWho(forms.Form):
    """Who goes there, when, and where if not at the host's usual place."""

    keeper = forms.ModelChoiceField(label="Tenue par", queryset=None, empty_label="Choisissez")
    second = forms.ModelChoiceField(
        label="Avec", queryset=None, required=False, empty_label="Personne d’autre"
    )
    day = DayField(label="Date")
    hour = hour_field("De")
    until = hour_field("À")
    place = TextField(
        label="Lieu précis",
        max_length=120,
        required=False,
        validators=[no_numbers],
        help_text="Salle, étage, entrée. Laissez vide si c’est évident.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("keeper", "second"):
            self.fields[name].queryset = access.keepers()


class _Series(forms.Form):
    every = forms.TypedChoiceField(
        label="Répéter", choices=RHYTHMS, coerce=int, initial=0, widget=forms.RadioSelect
    )
    times = forms.IntegerField(
        label="Nombre de dates",
        min_value=1,
        max_value=MOST,
        initial=1,
        help_text=f"En comptant la première ; {MOST} au plus. Mêmes heures à chaque fois.",
        error_messages={"max_value": f"Au plus {MOST} dates à la fois."},
    )
    interpreter_language = OptionalLanguageField(
        label="Demander un interprète en",
        help_text="Laissez vide si l’équipe n’en a pas besoin. La demande part au nom de qui tient la permanence.",
    )

    def clean(self):
        typed = super().clean()
        if typed.get("every") == 0 and "times" in typed:
            typed["times"] = 1
        return typed


class PlanVisitForm(_WhenAndWho, _Series, VersionForm):
    pass


class AddVisitForm(_WhenAndWho, _Series, OnceForm):
    structure = forms.ModelChoiceField(label="Lieu d’accueil", queryset=None, empty_label="Choisissez")
    kinds = forms.MultipleChoiceField(
        label="Ce qui est demandé", choices=VisitKind.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = LanguagesField(label="Langues attendues", required=False)

    field_order = ["structure", "kinds", "languages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = Structure.objects.open().order_by("name")


class DueMixin(forms.Form):
    """`late`: an interpreter is expected and it is too late for nothing to be due; whoever acts says she knows."""

    due = forms.BooleanField(label="Je confirme : l’interprète attendu reste dû", required=False)

    def __init__(self, *args, late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not late:
            self.fields["due"].widget = forms.HiddenInput()


class MoveVisitForm(DueMixin, _WhenAndWho, VersionForm):
    field_order = ["keeper", "second", "day", "hour", "until", "place", "due", "version"]

    @staticmethod
    def as_planned(visit: Visit) -> dict:
        starts, ends = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
        return {
            "keeper": visit.keeper_id,
            "second": visit.second_id,
            "day": starts.date(),
            "hour": starts.time(),
            "until": ends.time(),
            "place": visit.place,
            "version": visit.version,
        }


class CancelVisitForm(DueMixin, ReasonForm):
    following = forms.BooleanField(label="Annuler aussi les dates suivantes de la série", required=False)
    field_order = ["reason", "following", "due", "version"]

    def __init__(self, *args, series: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not series:
            del self.fields["following"]
