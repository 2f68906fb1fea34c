"""Forms of the *constats*: what is seen, where it comes from, what is done about it."""

from django import forms
from django.utils import timezone

from centre.fields import DayField, TextField, no_control_characters, nobody, one_line
from centre.reference import OCCITANIE, departements
from observatory.findings import origins
from observatory.states import FindingKind, FindingTheme, StepState

NOBODY = "Ni nom, ni numéro, ni situation reconnaissable."


class ByDepartement(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        names = departements()
        super().__init__(choices=[(code, f"{names[code]} ({code})") for code in OCCITANIE], **kwargs)


class FindingForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=FindingKind.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label="Thème", choices=[("", "Choisir"), *FindingTheme.choices])
    title = TextField(
        label="Constat",
        max_length=200,
        validators=[nobody],
        help_text=f"Une phrase\u00a0: «\u00a0Aucun interprète en tigrinya à l’est du département.\u00a0» {NOBODY}",
    )
    detail = forms.CharField(
        label="Précisions",
        max_length=2000,
        required=False,
        validators=[no_control_characters, nobody],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NOBODY,
    )
    departements = ByDepartement(
        label="Territoire", required=False, help_text="Rien de coché\u00a0: toute la région."
    )
    seen_on = DayField(label="Constaté le", initial=timezone.localdate)
    version = forms.IntegerField(widget=forms.HiddenInput)


class RecordFindingForm(FindingForm):
    """A new one; `origin`: the activity whose page led here."""

    version = None
    origin = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class OriginForm(forms.Form):
    """One of the latest activities and meetings, or an orientation by its reference."""

    key = forms.ChoiceField(label="Activité ou rencontre", required=False, widget=forms.RadioSelect)
    reference = forms.CharField(
        label="Ou la référence d’une orientation",
        max_length=60,
        required=False,
        validators=[no_control_characters, one_line],
        help_text="La coordination seule la lit\u202f; elle n’est jamais publiée.",
    )

    def __init__(self, *args, current: dict, search: str = "", **kwargs):
        """`current`: `origins.said`; it stays chosen, however old it is."""
        super().__init__(
            *args, initial={name: current.get(name, "") for name in ("key", "reference")}, **kwargs
        )
        groups = [(title, [(one.key, one.label) for one in some]) for title, some in origins.recent(search)]
        kept = [(current["key"], f"{current['label']} (origine actuelle)")] if current.get("key") else []
        others = [(title, [one for one in some if one[0] != current.get("key")]) for title, some in groups]
        self.fields["key"].choices = [("", "Aucune"), *kept, *others]


class StepForm(forms.Form):
    text = TextField(
        label="Ce qui est fait, ou à faire",
        max_length=500,
        validators=[nobody],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=NOBODY,
    )
    state = forms.ChoiceField(label="Où en est-ce", choices=StepState.choices)
    day = DayField(label="Le", initial=timezone.localdate, help_text="Le jour où c’est fait, ou prévu.")


class MoveStepForm(forms.Form):
    state = forms.ChoiceField(label="Où en est-ce", choices=StepState.choices)
    day = DayField(label="Le")


class PublishForm(forms.Form):
    read_again = forms.BooleanField(
        label="J’ai relu le constat et ses suites\u00a0: personne n’y est nommé ni reconnaissable.",
        required=True,
        error_messages={"required": "Relisez le constat et ses suites, puis cochez la case."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
