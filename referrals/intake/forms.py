"""Forms of whoever refers. `cleaned_data` is the action's keyword arguments."""

import json

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from centre.doors import OnceForm
from centre.fields import (
    CommuneField,
    RemarkField,
    TextField,
    blank_choice,
    complete_phone,
    no_control_characters,
)
from centre.reference import commune, country_choices, departement_choices, language_choices
from networks.choices import Gender, Modality, Public
from referrals.choices import (
    ConsentForm,
    ConsentScope,
    Emergency,
    InterpreterWish,
    Motive,
    Sex,
    Situation,
    Urgency,
)
from referrals.models import Dispositif
from referrals.people import texts

_IDENTITY = ("first_name", "last_name", "phone", "email", "contact")
_PERSON = (
    "birth_year",
    "sex",
    "country",
    "departement",
    "situation",
    "commune",
    "publics",
    "modalities",
    "interpreter_wish",
    "interpreter_gender",
    "therapist_gender",
)
_WISHED = (("", "Peu importe"), (Gender.WOMAN, "Une femme"), (Gender.MAN, "Un homme"))
KNOWN = (
    "Une personne de ce nom ou de ce numéro est peut-être déjà connue du centre. Si c’est une nouvelle demande, "
    "cochez cette case et envoyez ; sinon, demandez d’abord à la coordination où en est la précédente."
)


class IntakeForm(OnceForm):
    """What both doors ask: an emergency first, who she is, what she needs, her agreement."""

    emergency = forms.MultipleChoiceField(
        label="Y a-t-il une urgence aujourd’hui ?",
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
    email = forms.EmailField(
        label="Adresse e-mail", max_length=120, required=False, validators=[no_control_characters]
    )
    contact = TextField(label="Personne à appeler", max_length=200, required=False)
    birth_year = forms.IntegerField(
        label="Année de naissance", required=False, help_text="Approximative si besoin.", localize=False
    )
    sex = forms.ChoiceField(label="Sexe", choices=blank_choice(Sex.choices), required=False)
    country = forms.ChoiceField(label="Pays d’origine", required=False)
    language = forms.ChoiceField(label="Langue parlée")
    other_language = forms.ChoiceField(label="Autre langue parlée", required=False)
    departement = forms.ChoiceField(label="Département")
    commune = CommuneField(label="Commune", required=False, help_text="Pour trouver quelqu’un près d’elle.")
    situation = forms.ChoiceField(
        label="Statut administratif", choices=blank_choice(Situation.choices), required=False
    )
    publics = forms.MultipleChoiceField(
        label="Public", choices=Public.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    modalities = forms.MultipleChoiceField(
        label="Comment peut-elle être reçue ?",
        choices=Modality.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : peu importe.",
    )
    interpreter_wish = forms.ChoiceField(
        label="Interprète", choices=[("", "Peu importe"), *InterpreterWish.choices], required=False
    )
    interpreter_gender = forms.ChoiceField(label="L’interprète", choices=_WISHED, required=False)
    therapist_gender = forms.ChoiceField(label="Le thérapeute", choices=_WISHED, required=False)
    dispositif = forms.ModelChoiceField(
        label="Dispositif",
        queryset=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un dispositif."},
    )
    motives = forms.MultipleChoiceField(
        label="Ce qui motive l’orientation", choices=Motive.choices, widget=forms.CheckboxSelectMultiple
    )
    vignette = RemarkField(
        label="La situation en quelques mots",
        max_length=600,
        required=False,
        rows=4,
        help_text="Ce qui aide à orienter. Ni nom, ni numéro, ni récit d’asile : "
        "l’équipe lit ces lignes sans savoir de qui il s’agit.",
    )
    consent_language = forms.ChoiceField(label="Le texte a été lu en", required=False)
    consent_interpreter = forms.BooleanField(
        label="Elle accepte aussi qu’un interprète intervienne", required=False
    )
    interpreter_present = forms.BooleanField(
        label="Un interprète était là quand le texte a été lu", required=False
    )
    folded = ()  # fields that « Préciser » folds

    def __init__(self, *args, offered: list[Dispositif], **kwargs):
        super().__init__(*args, **kwargs)
        languages = language_choices()
        self.fields["language"].choices = blank_choice(languages, "Choisissez")
        self.fields["other_language"].choices = blank_choice(languages, "Aucune autre")
        self.fields["departement"].choices = blank_choice(departement_choices(), "Choisissez")
        self.fields["country"].choices = blank_choice(country_choices())
        read = [(text.code, text.name) for text in texts.TEXTS]
        self.fields["consent_language"].choices = [("", "La langue parlée, ou le français"), *read]
        choice = self.fields["dispositif"]
        choice.queryset = (
            Dispositif.objects.all()
        )  # one that has closed since is refused by the action, which says why
        choice.widget.choices = [(one.pk, _described(one)) for one in offered]
        if len(offered) == 1:
            choice.initial = offered[0].pk

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        this_year = timezone.localdate().year
        if year is not None and year > this_year:
            raise forms.ValidationError("La date de naissance ne peut pas être dans le futur.")
        if year is not None and this_year - year > 120:
            raise forms.ValidationError("Vérifiez l’année : l’âge dépasse 120 ans.")
        return year

    def clean(self):
        typed = super().clean()
        year, place = typed.get("birth_year"), commune(typed.get("commune") or "")
        if typed.get("situation") == Situation.MINOR and year and timezone.localdate().year - year > 18:
            self.add_error("situation", "Le statut « mineur non accompagné » n’est possible qu’avant 18 ans.")
        if place and typed.get("departement") not in (None, place.departement):
            self.add_error("commune", f"{place.name} est dans un autre département ({place.departement}).")
        if typed.get("emergency") and not typed.get("emergency_handled"):
            self.add_error(
                "emergency_handled",
                "Appelez d’abord le 15, le 3114 ou l’urgence locale ; cochez ensuite cette case pour envoyer.",
            )
        return typed

    @property
    def is_emergency(self) -> bool:
        return bool(self["emergency"].value())

    @property
    def is_unfolded(self) -> bool:
        """Something is written, or wrong, among what « Préciser » folds."""
        return any(self[name].value() or name in self.errors for name in self.folded)

    @classmethod
    def as_typed(cls, posted) -> str:
        """What was posted, as JSON, whatever it holds: a draft. Lists stay lists."""
        several = (forms.MultipleChoiceField,)
        return json.dumps(
            {
                name: posted.getlist(name) if isinstance(field, several) else posted[name]
                for name, field in cls.base_fields.items()
                if name in posted and name not in ("idempotency_key", "trap")
            }
        )

    def as_arguments(self) -> dict:
        """What `actions.receive` takes, the urgency, motives and consents of each door added."""
        typed = self.cleaned_data
        languages = [code for code in (typed["language"], typed["other_language"]) if code]
        read = typed["consent_language"] or texts.nearest(typed["language"])
        return {
            "person": {name: typed[name] for name in _PERSON} | {"languages": list(dict.fromkeys(languages))},
            "identity": {name: typed[name] for name in _IDENTITY},
            "consents": self.consents(),
            "consent_language": read,
            "text_version": texts.VERSION,
            "urgency": Urgency.URGENT if typed["emergency"] else typed.get("urgency", Urgency.ORDINARY),
            **{
                name: typed[name]
                for name in ("dispositif", "motives", "vignette", "idempotency_key", "interpreter_present")
            },
        }

    def consents(self) -> dict:
        """Scope → form, as the person gave them."""
        raise NotImplementedError


class ReceiveForm(IntakeForm):
    """*Orientation*: short, in plain French. An answer that says emergency is met by numbers, not by a queue."""

    urgency = forms.ChoiceField(
        label="Délai souhaité", choices=Urgency.choices, initial=Urgency.ORDINARY, widget=forms.RadioSelect
    )
    consent = forms.ChoiceField(
        label="La personne accepte que l’équipe connaisse son identité",
        choices=[
            (ConsentForm.ORAL, "Oui, par oral"),
            (ConsentForm.WRITTEN, "Oui, par écrit"),
            ("", "Pas encore : l’équipe lira la situation sans le nom"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    confirm_known = forms.BooleanField(label="C’est bien une nouvelle demande : je l’envoie", required=False)
    folded = (
        "sex",
        "country",
        "other_language",
        "situation",
        "commune",
        "email",
        "contact",
        "publics",
        "modalities",
        "interpreter_wish",
        "interpreter_gender",
        "therapist_gender",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_warned = bool(self["confirm_known"].value())
        self.fields["contact"].help_text = "Un éducateur, un parent : son nom et son numéro."

    def warn(self) -> None:
        """Come back once, with what was typed and a box to tick."""
        self.is_warned = True
        self.add_error("confirm_known", KNOWN)

    def consents(self) -> dict:
        typed = self.cleaned_data
        given = {ConsentScope.TEAM: typed["consent"]} if typed["consent"] else {}
        if typed["consent"] and typed["consent_interpreter"]:
            given[ConsentScope.INTERPRETER] = typed["consent"]
        return given


def _described(dispositif: Dispositif) -> str:
    if not dispositif.description:
        return dispositif.label
    return format_html(
        '<strong>{}</strong><span class="d-block muted">{}</span>', dispositif.label, dispositif.description
    )


class CompleteForm(forms.Form):
    answer = RemarkField(label="Votre réponse", max_length=500)


class WithdrawForm(forms.Form):
    reason = RemarkField(label="Pourquoi retirer cette orientation ?", max_length=300, rows=2)
