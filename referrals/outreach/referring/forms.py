"""The orientation of somebody met: short, with what the talk already says."""

from django import forms

from centre.doors import OnceForm
from centre.fields import RemarkField, TextField, blank_choice, complete_phone
from centre.reference import departement_choices, language_choices
from referrals.choices import ConsentForm, ConsentScope, DispositifKind, Motive, Sex, Situation, Urgency
from referrals.dispositifs.access import sorted_by_opening
from referrals.models import Dispositif, Talk

_PERSON = ("sex", "birth_year", "departement", "situation")
_IDENTITY = ("first_name", "last_name", "phone")
_REQUEST = ("dispositif", "motives", "vignette", "urgency")


class ReferFromVisitForm(OnceForm):
    """Who she is goes to the vault; without her agreement there is no orientation."""

    consent = forms.ChoiceField(
        label="La personne accepte cette orientation, et que l’équipe connaisse son identité",
        choices=[(ConsentForm.ORAL, "Oui, par oral"), (ConsentForm.WRITTEN, "Oui, par écrit")],
        widget=forms.RadioSelect,
        error_messages={"required": "Sans son accord, on n’oriente pas : l’entretien noté suffit."},
    )
    consent_interpreter = forms.BooleanField(
        label="Elle accepte aussi qu’un interprète intervienne", required=False
    )
    first_name = TextField(label="Prénom", max_length=80)
    last_name = TextField(label="Nom", max_length=80, required=False)
    phone = TextField(label="Téléphone", max_length=30, required=False, validators=[complete_phone])
    language = forms.ChoiceField(label="Langue parlée")
    departement = forms.ChoiceField(label="Département")
    dispositif = forms.ModelChoiceField(label="Dispositif", queryset=None, empty_label="Choisissez")
    motives = forms.MultipleChoiceField(
        label="Ce qui motive l’orientation", choices=Motive.choices, widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.ChoiceField(
        label="Délai souhaité", choices=Urgency.choices, initial=Urgency.ORDINARY, widget=forms.RadioSelect
    )
    sex = forms.ChoiceField(label="Sexe", choices=blank_choice(Sex.choices), required=False)
    birth_year = forms.IntegerField(
        label="Année de naissance",
        required=False,
        help_text="Approximative si besoin.",
        localize=False,
        min_value=1900,
    )
    situation = forms.ChoiceField(
        label="Statut administratif", choices=blank_choice(Situation.choices), required=False
    )
    vignette = RemarkField(
        label="La situation en quelques mots",
        max_length=600,
        required=False,
        help_text="Ce qui aide à orienter. Ni nom, ni numéro, ni récit d’asile : "
        "l’équipe lit ces lignes sans savoir de qui il s’agit.",
    )

    def __init__(self, *args, talk: Talk, day, **kwargs):
        kwargs["initial"] = {
            "language": talk.language,
            "sex": talk.sex,
            "situation": talk.situation,
            "departement": talk.visit.structure.departement,
        }
        super().__init__(*args, **kwargs)
        self.day = day
        opened, _ = sorted_by_opening(Dispositif.objects.filter(kind=DispositifKind.CARE), day)
        choice = self.fields["dispositif"]
        choice.queryset = Dispositif.objects.filter(pk__in=[one.pk for one in opened]).order_by("label")
        if len(opened) == 1:
            choice.initial = opened[0].pk
        self.fields["language"].choices = blank_choice(language_choices(), "Choisissez")
        self.fields["departement"].choices = blank_choice(departement_choices(), "Choisissez")

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and year > self.day.year:
            raise forms.ValidationError("La date de naissance ne peut pas être dans le futur.")
        if year is not None and self.day.year - year > 120:
            raise forms.ValidationError("Vérifiez l’année : l’âge dépasse 120 ans.")
        return year

    def clean(self):
        typed = super().clean()
        year = typed.get("birth_year")
        if typed.get("situation") == Situation.MINOR and year and self.day.year - year > 18:
            self.add_error("situation", "Le statut « mineur non accompagné » n’est possible qu’avant 18 ans.")
        if not self.errors:
            self.cleaned_data = self._as_arguments(typed)
        return self.cleaned_data

    @staticmethod
    def _as_arguments(typed: dict) -> dict:
        """What the action takes."""
        scopes = [ConsentScope.TEAM, *([ConsentScope.INTERPRETER] if typed["consent_interpreter"] else [])]
        return {
            "person": {name: typed[name] for name in _PERSON} | {"languages": [typed["language"]]},
            "identity": {name: typed[name] for name in _IDENTITY},
            "consents": dict.fromkeys(scopes, typed["consent"]),
            "consent_language": typed["language"],
            "idempotency_key": typed["idempotency_key"],
            **{name: typed[name] for name in _REQUEST},
        }
