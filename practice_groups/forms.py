"""One form a view; `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.doors import OnceForm
from centre.fields import RemarkField, TextField


class RegisterForm(OnceForm):
    profession = TextField(label="Profession ou fonction", max_length=80)
    structure = TextField(
        label="Structure",
        max_length=120,
        required=False,
        help_text="L’association ou le service où vous intervenez, s’il y en a un.",
    )
    expectations = RemarkField(
        label="Vos attentes",
        max_length=300,
        required=False,
        help_text="Quelques mots pour l’animation du groupe. Ne parlez d’aucune personne accompagnée.",
    )
    charter = forms.BooleanField(
        label="J’ai lu la charte du groupe et je l’accepte",
        error_messages={"required": "Acceptez la charte du groupe pour vous inscrire."},
    )


class AnswerForm(forms.Form):
    """Two buttons: `accepted` is « oui » or « non »."""

    accepted = forms.TypedChoiceField(
        choices=[("oui", "J’accepte la place"), ("non", "Je laisse la place")],
        coerce=lambda answer: answer == "oui",
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."},
    )


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label="Nombre de places", min_value=1, max_value=1000)
