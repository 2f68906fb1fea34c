"""Forms of the dispositifs. `cleaned_data` is the action's keyword arguments."""

from django import forms

from centre.doors import VersionForm
from centre.fields import DayField, TextField
from centre.reference import OCCITANIE, departement_choices
from referrals.choices import DispositifKind
from referrals.models import Dispositif

_NOTE = "Les orienteurs la lisent dans leur formulaire : vers qui se tourner, par exemple."


class DispositifForm(forms.Form):
    """What a dispositif is and whom it takes in."""

    label = TextField(label="Nom", max_length=120)
    kind = forms.ChoiceField(label="Sorte", choices=DispositifKind.choices)
    description = TextField(
        label="En une phrase, pour les orienteurs",
        max_length=300,
        required=False,
        help_text="Pour qui, par qui, combien de temps. Elle aide à choisir le bon dispositif.",
    )
    departements = forms.MultipleChoiceField(
        label="Territoire",
        choices=lambda: [choice for choice in departement_choices() if choice[0] in OCCITANIE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Rien de coché : toute la région.",
    )
    known_referrers_only = forms.BooleanField(
        label="Orienteurs validés seulement",
        required=False,
        initial=True,
        help_text="La structure de l’orienteur est connue et validée par la coordination.",
    )
    open_to_persons = forms.BooleanField(
        label="Ouvert à la personne elle-même ou à un proche",
        required=False,
        help_text="Une page publique, sans compte, permet alors de demander de l’aide.",
    )
    requires_review = forms.BooleanField(
        label="Rien n’est accepté sans concertation", required=False, initial=True
    )
    open_to_intake = forms.BooleanField(
        label="Accepte de nouvelles orientations",
        required=False,
        initial=True,
        help_text="Décochez pour une pause : rien n’est perdu, les situations en cours continuent.",
    )


class EditDispositifForm(VersionForm, DispositifForm):
    @classmethod
    def shown(cls, dispositif: Dispositif, data=None):
        known = {name: getattr(dispositif, name) for name in cls.base_fields}
        return cls(data, initial=known)


class ClosingForm(VersionForm):
    closing_note = TextField(
        label="Ce que lisent les orienteurs", max_length=300, required=False, help_text=_NOTE
    )

    @classmethod
    def shown(cls, dispositif: Dispositif, data=None):
        known = {name: getattr(dispositif, name) for name in cls.base_fields}
        return cls(data, initial=known, auto_id=f"{cls.__name__}_%s")


class StopIntakeForm(ClosingForm):
    intake_until = DayField(label="Dernier jour d’accueil", help_text="Ce jour-là compris.")
    field_order = ["intake_until", "closing_note"]


class MemberForm(forms.Form):
    """Somebody joins a team."""

    user = forms.ModelChoiceField(label="Personne", queryset=None, empty_label="Choisissez")
    function = TextField(
        label="Fonction", max_length=80, required=False, help_text="Psychologue, psychiatre, interprète…"
    )
    since = DayField(label="Depuis le")
    coordinates = forms.BooleanField(label="Coordonne l’équipe", required=False)

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = candidates
