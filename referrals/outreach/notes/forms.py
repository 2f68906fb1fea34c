"""Forms of whoever goes there: chips to touch, nothing to write."""

from django import forms

from centre.doors import OnceForm, VersionForm
from centre.fields import RemarkField, TextField, blank_choice, no_numbers
from centre.reference import language_choices, language_name
from referrals.choices import AgeBand, Need, Sex, Situation, TalkOutcome
from referrals.models import Talk, TalkingGroup, Visit
from referrals.outreach.fields import OptionalLanguageField

MOST_HEADS = 500
UNSAID = "Non renseigné"


def heads_field(label: str, **kwargs) -> forms.IntegerField:
    """Empty is « non compté », 0 is nobody."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_HEADS,
        required=False,
        localize=False,
        error_messages={
            "max_value": f"{MOST_HEADS} au plus : vérifiez ce nombre.",
            "min_value": "0 au moins.",
        },
        **kwargs,
    )


def _chips(label: str, choices) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=blank_choice(choices, UNSAID), required=False, widget=forms.RadioSelect
    )


class _Talk(forms.Form):
    """In seconds: everything may stay unsaid but what follows."""

    sex = _chips("Sexe", Sex.choices)
    age_band = _chips("Âge", AgeBand.choices)
    outcome = forms.ChoiceField(
        label="Suite", choices=TalkOutcome.choices, initial=TalkOutcome.LISTENED, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label="Langue", required=False)
    interpreted = forms.BooleanField(label="Avec interprète", required=False)
    situation = forms.ChoiceField(
        label="Statut administratif", choices=blank_choice(Situation.choices), required=False
    )
    needs = forms.MultipleChoiceField(
        label="Besoins repérés", choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    duration = forms.IntegerField(
        label="Durée (minutes)", min_value=5, max_value=300, required=False, localize=False
    )

    def __init__(self, *args, visit: Visit, **kwargs):
        super().__init__(*args, **kwargs)
        expected = [(code, language_name(code)) for code in visit.languages]
        every = [one for one in language_choices() if one[0] not in visit.languages]
        groups = [("Attendues", expected), ("Toutes", every)] if expected else every
        self.fields["language"].choices = blank_choice(groups)


class AddTalkForm(_Talk, OnceForm):
    pass


class EditTalkForm(_Talk, VersionForm):
    @staticmethod
    def as_noted(talk: Talk) -> dict:
        return {name: getattr(talk, name) for name in _Talk.base_fields} | {"version": talk.visit.version}


class _Group(forms.Form):
    theme = TextField(
        label="Thème",
        max_length=80,
        required=False,
        validators=[no_numbers],
        help_text="Un sujet (« le sommeil »), jamais une personne ni ce qu’elle a dit.",
    )
    heads = heads_field("Personnes en tout", help_text="Vide : personne n’a compté. 0 : personne n’est venu.")
    women = heads_field("Femmes")
    men = heads_field("Hommes")
    minors = heads_field("Dont mineurs")
    professionals = heads_field(
        "Professionnels", help_text="De la structure ; ils ne sont pas dans le total."
    )
    language = OptionalLanguageField(label="Langue")
    duration = forms.IntegerField(
        label="Durée (minutes)", min_value=5, max_value=300, required=False, localize=False
    )


class AddGroupForm(_Group, OnceForm):
    pass


class EditGroupForm(_Group, VersionForm):
    @staticmethod
    def as_noted(group: TalkingGroup) -> dict:
        return {name: getattr(group, name) for name in _Group.base_fields} | {"version": group.visit.version}


class HoldVisitForm(VersionForm):
    heads = heads_field(
        "Personnes rencontrées, en tout",
        help_text="Entretiens et groupes ensemble, chacune une fois. Vide : personne n’a compté.",
    )
    needs = forms.MultipleChoiceField(
        label="Besoins repérés sur place",
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = RemarkField(label="Remarque pratique", max_length=200, required=False, rows=2)
