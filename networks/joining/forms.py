"""Forms of the candidatures, one per view. `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.doors import OnceForm, VersionForm
from centre.fields import LanguagesField, TextField, complete_phone, no_control_characters
from centre.reference import OCCITANIE, departement_choices
from networks.choices import Network

_WORDS = {
    Network.THERAPISTS: "Votre pratique, votre expérience de l’exil si vous en avez une, vos disponibilités.",
    Network.INTERPRETERS: "Votre expérience de l’interprétariat, vos disponibilités.",
    Network.AMBASSADORS: "Ce que vous aimeriez partager de votre parcours, avec qui, quand vous êtes libre.",
    Network.VOLUNTEERS: "Ce que vous aimeriez faire, quand vous êtes libre.",
}


class LongTextField(forms.CharField):
    """Several lines without control characters."""

    default_validators = [no_control_characters]

    def __init__(self, *, rows: int = 4, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ApplyForm(OnceForm):
    """*Candidature*: short. `trap` is a field that only a robot fills."""

    display_name = TextField(label="Prénom et nom", max_length=120)
    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=254,
        help_text="Un lien personnel y est envoyé, pour suivre votre demande.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        validators=[no_control_characters],
    )
    phone = TextField(
        label="Téléphone",
        max_length=20,
        required=False,
        validators=[complete_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    profession = TextField(label="Profession", max_length=80, required=False)
    languages = LanguagesField(
        label="Langues que vous parlez",
        required=False,
        error_messages={"required": "Écrivez au moins une langue."},
    )
    departements = forms.MultipleChoiceField(
        label="Départements où vous pouvez intervenir",
        choices=lambda: [choice for choice in departement_choices() if choice[0] in OCCITANIE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un département."},
    )
    message = LongTextField(label="Ce qui vous amène", max_length=1000, required=False)
    network = forms.ChoiceField(choices=Network.choices, widget=forms.HiddenInput)
    trap = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, network: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["network"].initial = network
        self.fields["message"].help_text = f"{_WORDS[network]} Ne parlez d’aucune personne accompagnée."
        self.fields["profession"].required = network == Network.THERAPISTS
        if network == Network.INTERPRETERS:
            self.fields["profession"].label = "Formation ou qualification"
        self.fields["languages"].required = network == Network.INTERPRETERS
        self.fields["departements"].required = network in (Network.THERAPISTS, Network.INTERPRETERS)

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("trap"))

    def clean(self):
        typed = super().clean()
        typed.pop("trap", None)
        return typed


class DecisionForm(VersionForm):
    """A button on a candidature: which one was read travels with it."""

    @classmethod
    def shown(cls, application, data=None, **kwargs):
        """Unbound, or refused with what was typed: compared with today's candidature, it may be sent again."""
        if data is None:
            return cls(initial={"version": application.version}, auto_id=f"{cls.__name__}_%s", **kwargs)
        return cls(data, auto_id=f"{cls.__name__}_%s", **kwargs)

    def compared_with(self, application) -> None:
        self.data = self.data.copy()
        self.data["version"] = application.version


class AnswerForm(DecisionForm):
    answer = LongTextField(
        label="Votre réponse", max_length=1000, help_text="Ne parlez d’aucune personne accompagnée."
    )


class AskForm(DecisionForm):
    question = LongTextField(
        label="Votre question",
        max_length=500,
        rows=3,
        help_text="Elle la lira sur sa page, pas dans un courriel.",
    )


class DeclineForm(DecisionForm):
    reason = LongTextField(
        label="Motif",
        max_length=500,
        rows=3,
        help_text="La personne le lira tel quel : écrivez-lui comme à un futur partenaire.",
    )
