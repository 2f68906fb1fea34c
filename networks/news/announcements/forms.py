"""One form per view; `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre import roles
from centre.fields import TextField, no_control_characters
from centre.reference import departement_choices
from networks.choices import Topic


class BodyField(forms.CharField):
    """Plain text in paragraphs: what looks like HTML is shown as it is typed."""

    default_validators = [no_control_characters]


class AnnouncementForm(forms.Form):
    topic = forms.ChoiceField(label="Sujet", choices=Topic.choices)
    title = TextField(label="Titre", max_length=120, help_text="C’est l’objet du message.")
    body = BodyField(
        label="Texte",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Sans mise en forme\u00a0: une ligne vide sépare les paragraphes, une adresse se colle en entier. "
        "Ne nommez personne que le centre accompagne.".replace(" :", "\u00a0:"),
    )
    roles = forms.MultipleChoiceField(
        label="Aux membres qui ont ce rôle",
        choices=roles.GRANTABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    to_contacts = forms.BooleanField(
        label="Au fichier de contact\u00a0: les personnes qui ont donné leur accord".replace(" :", "\u00a0:"),
        required=False,
    )
    departements = forms.MultipleChoiceField(
        label="Seulement dans ces départements",
        choices=lambda: departement_choices()[:13],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché\u00a0: partout. Sinon, les professionnels qui y interviennent, les membres des "
        "structures qui y sont, les contacts qui y travaillent.",
    )


class SendForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)


class WishForm(forms.Form):
    """Two buttons: `wished` is « oui » or « non »."""

    wished = forms.TypedChoiceField(
        choices=[("oui", "Recevoir les annonces"), ("non", "Ne plus les recevoir")],
        coerce=lambda answer: answer == "oui",
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."},
    )
