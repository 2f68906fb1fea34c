"""The text of minutes."""

from django import forms

from centre.doors import VersionForm
from centre.fields import RemarkField


class MinutesForm(VersionForm):
    text = RemarkField(
        label="Compte rendu",
        max_length=4000,
        rows=14,
        help_text="Ce qui a été dit du travail et décidé ensemble. Jamais une situation, ni aucun nom de personne "
        "accompagnée.",
    )
    send = forms.BooleanField(
        label="Prévenir les participants maintenant",
        required=False,
        help_text="Un message les invite à le lire ici. Sans cela, le texte reste un brouillon tant qu’il n’a pas été "
        "envoyé une fois.",
    )
