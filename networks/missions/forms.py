"""Forms of whoever asks for a mission and of the interpreter who holds it."""

from django import forms

from centre.doors import OnceForm
from centre.fields import (
    DayField,
    LanguagesField,
    RemarkField,
    TextField,
    blank_choice,
    no_control_characters,
    no_numbers,
)
from centre.reference import departement_choices, language_name
from networks.choices import Gender, Modality
from networks.missions.checks import LONG, MOST, OVERRUN

RHYTHMS = [(0, "Une seule fois"), (7, "Chaque semaine"), (14, "Toutes les deux semaines")]
TRAVEL = [
    (0, "Aucun"),
    (15, "15 min"),
    (30, "30 min"),
    (45, "45 min"),
    (60, "1 h"),
    (90, "1 h 30"),
    (120, "2 h"),
]
NO_HOUR = "Cette heure n’existe pas. Format attendu : HH:MM."


class LanguageField(LanguagesField):
    """One language, written by its name; cleaned to its code."""

    def clean(self, value):
        codes = super().clean(value)
        if len(codes) > 1:
            raise forms.ValidationError("Une seule langue par mission.")
        return codes[0]

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"autocomplete": "off"}

    def prepare_value(self, value):
        return language_name(value) if value and len(value) == 3 and value.islower() else value


def hour_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": NO_HOUR},
    )


class RequestForm(OnceForm):
    """On a phone, in the order in which one thinks: which language, when, how, where, for whom."""

    language = LanguageField(label="Langue", help_text="Par exemple dari, pachto ou tigrinya.")
    day = DayField(label="Date")
    hour = hour_field("De")
    until = hour_field("À")
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
    modality = forms.ChoiceField(
        label="Modalité", choices=Modality.choices, initial=Modality.ON_SITE, widget=forms.RadioSelect
    )
    departement = forms.ChoiceField(
        label="Département", choices=blank_choice(departement_choices(), "Choisissez")
    )
    place = forms.CharField(
        label="Lieu",
        max_length=120,
        required=False,
        validators=[no_control_characters, no_numbers],
        help_text="Pour une mission en présence\u00a0: l’adresse, que lit l’interprète à qui elle est proposée, "
        "une fois connecté.",
    )
    travel_minutes = forms.TypedChoiceField(
        label="Trajet, de chaque côté",
        choices=TRAVEL,
        coerce=int,
        initial=0,
        help_text="En présence : le temps réservé avant et après, pour venir et repartir.",
    )
    client_label = TextField(
        label="Prénom ou code",
        max_length=40,
        help_text="Jamais le nom de famille : l’interprète ne voit que ce que vous écrivez ici.",
    )
    gender = forms.ChoiceField(
        label="Interprète souhaité",
        choices=blank_choice([(Gender.WOMAN, "Une femme"), (Gender.MAN, "Un homme")], "Sans préférence"),
        required=False,
    )
    confirm_long = forms.BooleanField(label="Je confirme une mission de plus de 4 h", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self._is_long():
            self.fields["confirm_long"].widget = forms.HiddenInput()

    def _is_long(self) -> bool:
        """Whether the box is worth showing: it is asked for nothing shorter."""
        try:
            hour, until = (self.fields[name].clean(self.data.get(name)) for name in ("hour", "until"))
        except forms.ValidationError:
            return False
        return (until.hour - hour.hour) * 60 + until.minute - hour.minute > LONG

    def clean(self):
        """What the page hides is not asked for: a place and a journey at a distance, a number of dates for one."""
        typed = super().clean()
        if typed.get("modality") != Modality.ON_SITE:
            typed |= {"place": "", "travel_minutes": 0}
        if typed.get("every") == 0 and "times" in typed:
            typed["times"] = 1
        return typed


class CancelForm(forms.Form):
    reason = RemarkField(label="Motif", max_length=200, rows=2)
    following = forms.BooleanField(label="Annuler aussi les dates suivantes de la série", required=False)
    due = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, series: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not series:
            del self.fields["following"]


class WithdrawForm(forms.Form):
    reason = RemarkField(label="Motif", max_length=200, rows=2, required=False)


class DeclareForm(forms.Form):
    """`planned`: minutes. The box that confirms is shown when the duration is out of the ordinary."""

    duration = forms.IntegerField(
        label="Durée réelle (minutes)",
        min_value=1,
        max_value=900,
        localize=False,
        help_text="Du début à la fin de la séance, sans le trajet.",
        error_messages={"max_value": "900 minutes au plus.", "min_value": "Une minute au moins."},
    )
    confirm_long = forms.BooleanField(
        label="Je confirme plus d’une heure au-delà de ce qui était prévu", required=False
    )

    def __init__(self, *args, planned: int, **kwargs):
        super().__init__(*args, initial={"duration": planned}, **kwargs)
        typed = str(self.data.get("duration", "")).strip()
        if not (typed.isdecimal() and int(typed) > planned + OVERRUN):
            self.fields["confirm_long"].widget = forms.HiddenInput()
