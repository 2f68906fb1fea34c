"""The form of whoever asks for help without an account."""

from django import forms

from centre.fields import TextField, complete_phone, no_control_characters
from referrals.choices import ConsentForm, ConsentScope, InterpreterWish, Motive, Origin
from referrals.intake.forms import IntakeForm

UNREACHABLE = (
    "Donnez un numéro de téléphone ou une adresse e-mail : sans cela, nous ne pouvons pas vous répondre."
)
NOT_SENT = "Votre demande n’est pas encore partie : relisez vos réponses, puis envoyez-la une seconde fois."


class AskForm(IntakeForm):
    """Plain French, said to the person; few questions. `trap` is a field that only a robot fills."""

    origin = forms.ChoiceField(
        label="Cette demande est",
        choices=[(Origin.PERSON, "Pour moi"), (Origin.RELATIVE, "Pour une personne de mon entourage")],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites pour qui est cette demande."},
    )
    emergency_handled = forms.BooleanField(
        label="J’ai lu ces numéros, et j’envoie aussi ma demande", required=False
    )
    first_name = TextField(
        label="Prénom",
        max_length=80,
        help_text="Celui de la personne qui a besoin d’aide. Un surnom suffit.",
    )
    contact = TextField(
        label="Votre nom et votre numéro",
        max_length=200,
        required=False,
        help_text="Seulement si vous écrivez pour quelqu’un d’autre.",
    )
    phone = TextField(
        label="Téléphone",
        max_length=30,
        required=False,
        validators=[complete_phone],
        help_text="Le numéro où nous pouvons appeler.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="Adresse e-mail",
        max_length=120,
        required=False,
        validators=[no_control_characters],
        help_text="Un lien pour suivre la demande y est envoyé.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    motives = forms.MultipleChoiceField(
        label="Qu’est-ce qui ne va pas ?",
        choices=Motive.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    interpreter_wish = forms.ChoiceField(
        label="Un interprète ?",
        required=False,
        choices=[
            ("", "Peu importe"),
            (InterpreterWish.WITH, "Oui, un interprète"),
            (InterpreterWish.WITHOUT, "Non : quelqu’un qui parle cette langue"),
        ],
    )
    consent = forms.BooleanField(
        label="La personne qui a besoin d’aide est d’accord : l’équipe peut connaître son nom", required=False
    )
    consent_interpreter = forms.BooleanField(
        label="Elle est d’accord aussi pour qu’un interprète soit là", required=False
    )
    trap = forms.CharField(
        label="Laissez ce champ vide",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    folded = (
        "last_name",
        "birth_year",
        "other_language",
        "commune",
        "modalities",
        "interpreter_wish",
        "interpreter_gender",
        "therapist_gender",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vignette"].label = "Vous pouvez ajouter quelques mots"
        self.fields[
            "vignette"
        ].help_text = "Pas besoin de raconter votre histoire. N’écrivez ni nom, ni numéro."
        self.fields["language"].label = "Langue"
        self.fields["commune"].help_text = "Pour trouver quelqu’un près de chez vous."
        self.fields["consent_language"].label = "J’ai lu le texte en"
        self.fields["dispositif"].label = "À qui demander de l’aide ?"
        if len(self.fields["dispositif"].widget.choices) == 1:
            self.fields["dispositif"].widget = forms.HiddenInput()

    def clean(self):
        typed = super().clean()
        if typed.get("origin") == Origin.PERSON and not typed.get("consent"):
            self.add_error(
                "consent", "Cochez cette case si vous êtes d’accord : l’équipe pourra vous rappeler."
            )
        asked = ("phone", "email", "contact")
        if not any(typed.get(name) for name in asked) and not any(name in self.errors for name in asked):
            self.add_error("phone", UNREACHABLE)
        if typed.get("trap"):
            # Somebody's browser may have filled it: she sends again, a robot does not.
            self.data = self.data.copy()
            self.data["trap"] = ""
            self.add_error(None, NOT_SENT)
        return typed

    def as_arguments(self) -> dict:
        """What `actions.ask_for_help` takes."""
        typed = self.cleaned_data
        return super().as_arguments() | {"origin": typed["origin"], "email": typed["email"]}

    def consents(self) -> dict:
        typed = self.cleaned_data
        given = {ConsentScope.TEAM: ConsentForm.WRITTEN} if typed["consent"] else {}
        if typed["consent"] and typed["consent_interpreter"]:
            given[ConsentScope.INTERPRETER] = ConsentForm.WRITTEN
        return given


class LaterForm(forms.Form):
    """Where to send the link that brings back to the form. Somebody who came by it has it already."""

    resume_email = forms.EmailField(
        label="Votre adresse e-mail",
        max_length=254,
        validators=[no_control_characters],
        help_text="Elle sert à envoyer le lien, puis elle est oubliée.",
        error_messages={"required": "Écrivez l’adresse où envoyer le lien."},
    )

    def __init__(self, *args, has_link: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["resume_email"].required = not has_link
