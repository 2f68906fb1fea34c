"""Forms of a host structure. `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.doors import OnceForm, VersionForm
from centre.fields import LanguagesField, RemarkField, TextField, no_numbers
from referrals.choices import VisitKind


class AskVisitForm(OnceForm):
    """On a phone, in a minute: what for, when, in which languages."""

    structure = forms.ModelChoiceField(label="Lieu", queryset=None, empty_label=None)
    kinds = forms.MultipleChoiceField(
        label="Ce que vous demandez",
        choices=VisitKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une réponse."},
    )
    wished = TextField(
        label="Quand",
        max_length=120,
        required=False,
        validators=[no_numbers],
        help_text="Avec vos mots : « un mardi matin », « avant la fin du mois », « tous les quinze jours ».",
    )
    languages = LanguagesField(label="Langues attendues", required=False)
    request = RemarkField(
        label="Votre demande en quelques mots",
        max_length=300,
        required=False,
        help_text="Ce qui aide à préparer la visite. Ni nom, ni numéro, ni récit d’asile : "
        "une personne s’oriente par un autre formulaire.",
    )

    def __init__(self, *args, structures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures
        found = list(structures[:2])
        if len(found) == 1:
            self.fields["structure"].initial = found[0].pk
            self.fields["structure"].widget = forms.HiddenInput()


class ReasonForm(VersionForm):
    reason = RemarkField(label="Motif", max_length=200, rows=2)
