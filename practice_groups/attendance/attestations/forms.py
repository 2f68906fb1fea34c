"""Issue, revoke, check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.fields import RemarkField, TextField
from practice_groups.attendance.attestations.code import read


class IssueForm(forms.Form):
    """One registration, or none for all of the cycle."""

    registrations = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args, registrations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["registrations"].choices = [(pk, pk) for pk in registrations]


class RevokeForm(forms.Form):
    reason = RemarkField(
        label="Motif de l’annulation",
        max_length=200,
        rows=2,
        help_text="Lu par la coordination seule : une erreur de nom, d’heures, de personne.",
    )


class CheckForm(forms.Form):
    """The code of a paper, cleaned to the way it is kept."""

    code = TextField(
        label=_("Code de vérification"),
        max_length=40,
        help_text=_(
            "Douze caractères, imprimés au bas de l’attestation. Espaces, tirets et majuscules sont indifférents."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        code = read(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _(
                    "Ce n’est pas un code d’attestation : vérifiez la saisie. Un code n’a ni I, ni L, ni O, ni 0, ni 1."
                )
            )
        return code
