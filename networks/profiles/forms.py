"""One form per view; `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.fields import (
    CommunesField,
    DayField,
    LanguagesField,
    TextField,
    blank_choice,
    complete_phone,
    no_numbers,
)
from centre.reference import OCCITANIE, departements
from networks.choices import (
    Approach,
    Gender,
    Level,
    Listing,
    Modality,
    Public,
    Qualification,
    Standing,
    Status,
)
from networks.models import Professional, Therapist
from networks.profiles.actions import DEPARTEMENT, facts_of, fingerprint
from networks.profiles.models import WEEKDAYS

SPOKEN = {f"languages_{level.name.lower()}": level.value for level in Level} | {"languages_other": ""}
LISTED = "Votre nom, vos langues et votre territoire\u202f; votre téléphone pour les membres seulement."
LISTED_OF_SOMEBODY = "Son nom, ses langues et son territoire\u202f; son téléphone pour les membres seulement."
HOURS = ["%H:%M", "%Hh%M", "%Hh", "%H h %M", "%H h", "%H"]


class DepartementsField(forms.MultipleChoiceField):
    """Those of Occitanie as boxes to tick, and those already chosen elsewhere; any of France is accepted."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": DEPARTEMENT, "invalid_list": DEPARTEMENT}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.offer([])

    def offer(self, chosen: list[str]) -> None:
        names = departements()
        codes = [*OCCITANIE, *(code for code in chosen if code in names and code not in OCCITANIE)]
        self.choices = [(code, f"{names[code]} ({code})") for code in codes]

    def valid_value(self, value) -> bool:
        return value in departements()


def several(label: str, choices, **kwargs) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class SpokenLanguages(forms.Form):
    """Languages by level; cleaned to `languages` and `language_levels`."""

    languages_native = LanguagesField(label="Langue maternelle", required=False, help_text="")
    languages_fluent = LanguagesField(label="Langues courantes", required=False)
    languages_working = LanguagesField(
        label="Langues de travail",
        required=False,
        help_text="Celles où l’on travaille, sans les parler couramment en toute occasion.",
    )
    languages_other = LanguagesField(label="Autres langues, niveau à préciser", required=False, help_text="")

    def clean(self):
        typed = super().clean()
        levels: dict[str, str] = {}
        for name, level in SPOKEN.items():
            for code in typed.pop(name, []):
                if code in levels:
                    self.add_error(
                        name, "Une même langue n’a qu’un niveau\u00a0: retirez-la d’un des champs."
                    )
                levels.setdefault(code, level)
        if not levels and not any(name in self.errors for name in SPOKEN):
            self.add_error("languages_native", "Indiquez au moins une langue.")
        typed["languages"] = list(levels)
        typed["language_levels"] = {code: level for code, level in levels.items() if level}
        return typed


class ProfileForm(SpokenLanguages):
    """What anybody says of herself; `of(profile)` fills it, with what the sheet said (`seen`)."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    departements = DepartementsField(label="Départements", required=False)
    communes = CommunesField(
        label="Communes",
        required=False,
        help_text="Facultatif, si vous ne couvrez pas tout le département\u00a0: Nîmes, Alès.",
    )
    gender = forms.ChoiceField(
        label="Genre",
        choices=blank_choice(Gender.choices),
        required=False,
        help_text="Une personne accompagnée peut préférer une femme ou un homme.",
    )
    phone = TextField(label="Téléphone", max_length=20, required=False, validators=[complete_phone])
    listing = forms.ChoiceField(
        label="Dans l’annuaire", choices=Listing.choices, widget=forms.RadioSelect, help_text=LISTED
    )

    @classmethod
    def of(cls, profile: Professional, data=None):
        form = cls(data, initial=initial(profile))
        form.fields["departements"].offer(profile.departements)
        if "qualification" in form.fields:
            form.fields["qualification"].offer(profile.qualification)
        return form

    def read_again(self, profile: Professional) -> None:
        """After a refusal of what had changed meanwhile: the next sending is made knowingly."""
        self.data = self.data.copy()
        self.data["seen"] = fingerprint(profile)


def initial(profile: Professional) -> dict:
    said = {name: getattr(profile, name) for name in facts_of(profile)} | {"seen": fingerprint(profile)}
    levels = profile.language_levels
    for name, level in SPOKEN.items():
        said[name] = [code for code in profile.languages if levels.get(code, "") == level]
    return said


class QualificationField(forms.ChoiceField):
    """The two known ones, and that of the sheet when an import said another."""

    def offer(self, held: str) -> None:
        choices = blank_choice(Qualification.choices)
        self.choices = choices if not held or held in Qualification.values else [*choices, (held, held)]


class MyTherapistForm(ProfileForm):
    field_order = [*SPOKEN, "capacity", "remote", "departements", "communes", "publics", "approaches"]

    capacity = forms.IntegerField(
        label="Places",
        required=False,
        min_value=0,
        max_value=200,
        help_text="Combien de personnes à la fois, suivis en cours compris. Vide\u00a0: sans limite.",
    )
    remote = forms.BooleanField(label="Je reçois aussi à distance", required=False)
    publics = several("Publics reçus", Public.choices)
    approaches = several("Approches", Approach.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departements"].help_text = "Aucun coché\u00a0: toute la région."


class MyInterpreterForm(ProfileForm):
    field_order = [*SPOKEN, "modalities"]

    modalities = several("Modalités", Modality.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departements"].help_text = "Ceux où vous vous déplacez."


class _KeptByCoordination(forms.Form):
    display_name = TextField(label="Nom affiché", max_length=120)
    joined_on = DayField(label="Entrée dans le réseau", required=False)


class TherapistForm(_KeptByCoordination, MyTherapistForm):
    profession = TextField(label="Profession", max_length=80, required=False)
    status = forms.ChoiceField(label="Statut", choices=blank_choice(Status.choices), required=False)

    field_order = ["display_name", "profession", "status", "joined_on", *MyTherapistForm.field_order]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remote"].label = "Reçoit aussi à distance"
        _speak_of_somebody(self)


class InterpreterForm(_KeptByCoordination, MyInterpreterForm):
    qualification = QualificationField(
        label="Qualification", choices=blank_choice(Qualification.choices), required=False
    )

    field_order = ["display_name", "qualification", "joined_on", *MyInterpreterForm.field_order]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departements"].help_text = "Ceux où cette personne se déplace."
        _speak_of_somebody(self)


def _speak_of_somebody(form: ProfileForm) -> None:
    """The coordination's words, where the same form says « vous » to the person herself."""
    form.fields[
        "communes"
    ].help_text = "Facultatif, si tout le département n’est pas couvert\u00a0: Nîmes, Alès."
    form.fields["listing"].help_text = LISTED_OF_SOMEBODY


class _New(forms.Form):
    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=254,
        required=False,
        help_text="Rattache le compte de cette adresse, ou envoie une invitation à en ouvrir un. Vide\u00a0: "
        "la fiche n’a pas de compte.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["seen"]
        self.fields["listing"].initial = Listing.NOBODY
        if "remote" in self.fields:
            self.fields["remote"].initial = True


class NewTherapistForm(_New, TherapistForm):
    field_order = ["display_name", "email", *TherapistForm.field_order[1:]]


class NewInterpreterForm(_New, InterpreterForm):
    field_order = ["display_name", "email", *InterpreterForm.field_order[1:]]


def form_for(profile: Professional | type[Professional], *, own: bool = False) -> type[ProfileForm]:
    therapist = isinstance(profile, Therapist) or profile is Therapist
    if isinstance(profile, type):
        return NewTherapistForm if therapist else NewInterpreterForm
    if own:
        return MyTherapistForm if therapist else MyInterpreterForm
    return TherapistForm if therapist else InterpreterForm


class StandingForm(forms.Form):
    standing = forms.ChoiceField(
        label="Nouvelle situation", choices=Standing.choices, widget=forms.RadioSelect
    )
    since = DayField(label="Depuis le")
    reason = TextField(
        label="Motif",
        max_length=200,
        required=False,
        validators=[no_numbers],
        help_text="Pour une suspension ou un départ\u00a0: quelques mots pratiques, rien de médical.",
    )


class NetworkSettingsForm(forms.Form):
    on_site_departements = DepartementsField(
        label="Départements où les interprètes se déplacent",
        required=False,
        help_text="Ailleurs, ils interviennent par téléphone ou en visio.",
    )
    late_hours = forms.IntegerField(
        label="Annulation tardive, en heures avant la mission",
        min_value=0,
        max_value=720,
        help_text="Une mission annulée plus tard reste due à l’interprète.",
    )
    verify_months = forms.IntegerField(
        label="Une fiche de l’annuaire est à vérifier après, en mois", min_value=1, max_value=120
    )
    document_notice_days = forms.IntegerField(
        label="Rappel avant l’échéance d’une pièce, en jours", min_value=0, max_value=365
    )


# ── The week ────────────────────────────────────────────────────────────────────────────────────


class DaysField(forms.TypedMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=WEEKDAYS, coerce=int, **kwargs)


class HourField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": "Cette heure n’existe pas. Format attendu\u00a0: 09:30."}

    def __init__(self, **kwargs):
        super().__init__(input_formats=HOURS, **kwargs)


class SlotsForm(forms.Form):
    weekdays = DaysField(label="Jours", error_messages={"required": "Choisissez au moins un jour."})
    starts = HourField(label="De")
    ends = HourField(label="À")


class CopyDayForm(forms.Form):
    source = forms.TypedChoiceField(label="Recopier les heures du", choices=WEEKDAYS, coerce=int)
    targets = DaysField(
        label="Sur", help_text="Les heures de ces jours sont remplacées.",
        error_messages={"required": "Choisissez au moins un jour."},
    )  # fmt: skip


class AbsenceForm(forms.Form):
    starts_on = DayField(label="Premier jour")
    ends_on = DayField(label="Dernier jour", help_text="Compris.")


class SlotForm(forms.Form):
    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class RemovedAbsenceForm(forms.Form):
    absence = forms.IntegerField(min_value=1, max_value=2**63 - 1)
