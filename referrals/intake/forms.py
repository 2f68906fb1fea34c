"""Forms of whoever refers. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.utils import timezone

from centre.doors import OnceForm
from centre.fields import RemarkField, TextField, blank_choice, complete_phone
from centre.reference import country_choices, departement_choices, language_choices
from referrals.choices import (
    ConsentForm,
    ConsentScope,
    Emergency,
    Motive,
    Sex,
    Situation,
    Urgency,
)
from referrals.models import Dispositif

_IDENTITY = ("first_name", "last_name", "phone")
_PERSON = ("birth_year", "sex", "country", "departement", "situation")


class ReceiveForm(OnceForm):
    """*Orientation*: short, in plain French. An answer that says emergency is met by numbers, not by a queue."""

    emergency = forms.MultipleChoiceField(
        label="Y a-t-il une urgence aujourd’hui ?",
        choices=Emergency.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien s’il n’y en a pas.",
    )
    emergency_handled = forms.BooleanField(
        label="J’ai appelé ou fait appeler les secours, et j’adresse aussi cette orientation", required=False
    )
    first_name = TextField(label="Prénom", max_length=80)
    last_name = TextField(label="Nom", max_length=80, required=False)
    phone = TextField(label="Téléphone", max_length=30, required=False, validators=[complete_phone])
    birth_year = forms.IntegerField(
        label="Année de naissance", required=False, help_text="Approximative si besoin.", localize=False
    )
    sex = forms.ChoiceField(label="Sexe", choices=blank_choice(Sex.choices), required=False)
    country = forms.ChoiceField(label="Pays d’origine", required=False)
    language = forms.ChoiceField(label="Langue parlée")
    other_language = forms.ChoiceField(label="Autre langue parlée", required=False)
    departement = forms.ChoiceField(label="Département")
    situation = forms.ChoiceField(
        label="Statut administratif", choices=blank_choice(Situation.choices), required=False
    )
    dispositif = forms.ModelChoiceField(label="Dispositif", queryset=None, empty_label=None)
    motives = forms.MultipleChoiceField(
        label="Ce qui motive l’orientation", choices=Motive.choices, widget=forms.CheckboxSelectMultiple
    )
    vignette = RemarkField(
        label="La situation en quelques mots",
        max_length=600,
        required=False,
        rows=4,
        help_text="Ce qui aide à orienter. Ni nom, ni numéro, ni récit d’asile : "
        "l’équipe lit ces lignes sans savoir de qui il s’agit.",
    )
    urgency = forms.ChoiceField(
        label="Délai souhaité", choices=Urgency.choices, initial=Urgency.ORDINARY, widget=forms.RadioSelect
    )
    consent = forms.ChoiceField(
        label="La personne accepte que l’équipe connaisse son identité",
        choices=[
            (ConsentForm.ORAL, "Oui, par oral"),
            (ConsentForm.WRITTEN, "Oui, par écrit"),
            ("", "Pas encore : l’équipe lira la situation sans le nom"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    consent_interpreter = forms.BooleanField(
        label="Elle accepte aussi qu’un interprète intervienne", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        languages = language_choices()
        self.fields["language"].choices = blank_choice(languages, "Choisissez")
        self.fields["other_language"].choices = blank_choice(languages, "Aucune autre")
        self.fields["departement"].choices = blank_choice(departement_choices(), "Choisissez")
        self.fields["country"].choices = blank_choice(country_choices())
        self.fields["dispositif"].queryset = Dispositif.objects.filter(open_to_intake=True)

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        this_year = timezone.localdate().year
        if year is not None and year > this_year:
            raise forms.ValidationError("La date de naissance ne peut pas être dans le futur.")
        if year is not None and this_year - year > 120:
            raise forms.ValidationError("Vérifiez l’année : l’âge dépasse 120 ans.")
        return year

    def clean(self):
        typed = super().clean()
        year = typed.get("birth_year")
        if typed.get("situation") == Situation.MINOR and year and timezone.localdate().year - year > 18:
            self.add_error("situation", "Le statut « mineur non accompagné » n’est possible qu’avant 18 ans.")
        if typed.get("emergency") and not typed.get("emergency_handled"):
            self.add_error(
                "emergency_handled",
                "Appelez d’abord le 15, le 3114 ou l’urgence locale ; cochez ensuite cette case pour envoyer.",
            )
        return typed

    @property
    def is_emergency(self) -> bool:
        return bool(self["emergency"].value())

    def as_arguments(self) -> dict:
        """What `actions.receive` takes."""
        typed = self.cleaned_data
        languages = [code for code in (typed["language"], typed["other_language"]) if code]
        consents = {ConsentScope.TEAM: typed["consent"]} if typed["consent"] else {}
        if typed["consent"] and typed["consent_interpreter"]:
            consents[ConsentScope.INTERPRETER] = typed["consent"]
        return {
            "person": {name: typed[name] for name in _PERSON} | {"languages": list(dict.fromkeys(languages))},
            "identity": {name: typed[name] for name in _IDENTITY},
            "consents": consents,
            "consent_language": typed["language"],
            "urgency": Urgency.URGENT if typed["emergency"] else typed["urgency"],
            **{name: typed[name] for name in ("dispositif", "motives", "vignette", "idempotency_key")},
        }


class CompleteForm(forms.Form):
    answer = RemarkField(label="Votre réponse", max_length=500)


class WithdrawForm(forms.Form):
    reason = RemarkField(label="Pourquoi retirer cette orientation ?", max_length=300, rows=2)
