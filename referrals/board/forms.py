"""Forms of the board."""

from uuid import UUID

from django import forms

from centre.doors import VersionForm
from centre.fields import RemarkField, TextField
from referrals.forms import DecisionForm

MOST_AT_ONCE = 200


class AskForm(VersionForm):
    question = RemarkField(label="Votre question à l’orienteur", max_length=500)


class DecideForm(DecisionForm):
    pass


class ChosenField(forms.Field):
    """The cards that were ticked, each « id:version » as it was read."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": "Cochez au moins une orientation."}

    def to_python(self, value) -> list[tuple[UUID, int]]:
        try:
            pairs = [one.split(":") for one in (value or [])[:MOST_AT_ONCE]]
            return list({UUID(pk): int(version) for pk, version in pairs}.items())
        except ValueError:
            raise forms.ValidationError("Rechargez la page, puis cochez à nouveau.") from None


class TakeManyForm(forms.Form):
    chosen = ChosenField()


class ViewForm(forms.Form):
    name = TextField(
        label="Nom de la vue",
        max_length=40,
        help_text="Par exemple « Nîmes, en retard ». Personne d’autre ne le lit.",
    )
