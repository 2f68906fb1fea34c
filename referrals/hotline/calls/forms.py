"""The call log, usable in the middle of a call: nothing is required but the moment."""

from django import forms

from centre.doors import OnceForm, VersionForm
from centre.fields import DayField, RemarkField, TextField, blank_choice, complete_phone
from centre.reference import departement_choices, language_choices
from referrals.choices import Caller as CallerKind
from referrals.choices import CallOutcome, ConsentForm, Motive, OutcomeReason, Sex, Urgency
from referrals.hotline.calls.actions import FOLLOW
from referrals.hotline.fields import LabelsField, SuggestInput, hour_field
from referrals.models import Dispositif

PROBLEMS = (
    "angoisses",
    "solitude",
    "deuil",
    "suivi interrompu",
    "sommeil",
    "difficultés familiales",
    "violences",
    "consommation",
    "procédure d’asile",
    "idées noires",
)


class ScoreInput(forms.RadioSelect):
    """0 to the question's most; a point of an alarm says so to the page."""

    alarm = False

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if self.alarm and value not in ("", "0", 0):
            option["attrs"]["data-alarm"] = True
        return option


class _CallForm(forms.Form):
    """`words`: problems, introducers and redirections met on this line; `grid`: what it is oriented with, or None."""

    day = DayField(label="Date")
    hour = hour_field("Heure", required=False)
    duration = forms.IntegerField(
        label="Durée (minutes)", min_value=1, max_value=600, required=False, localize=False
    )
    caller_kind = forms.ChoiceField(
        label="Qui appelle", choices=CallerKind.choices, widget=forms.RadioSelect, required=False
    )
    sex = forms.ChoiceField(label="Sexe", choices=blank_choice(Sex.choices), required=False)
    age = forms.IntegerField(label="Âge", min_value=0, max_value=120, required=False, localize=False)
    departement = forms.ChoiceField(label="Département", required=False)
    language = forms.ChoiceField(label="Langue", required=False)
    introducer = TextField(
        label="Adressé par",
        max_length=120,
        required=False,
        widget=SuggestInput,
        help_text="Vide : appel spontané.",
    )
    problems = forms.MultipleChoiceField(
        label="Problématiques", widget=forms.CheckboxSelectMultiple, required=False
    )
    other_problems = LabelsField(
        label="Autres problématiques", required=False, help_text="Quelques mots, séparés par des virgules."
    )
    outcome = forms.ChoiceField(
        label="Orientation",
        choices=[(FOLLOW, "Celle de la grille"), *CallOutcome.choices, ("", "Aucune")],
        initial=FOLLOW,
        widget=forms.RadioSelect,
        required=False,
    )
    outcome_reason = forms.ChoiceField(
        label="Pourquoi s’écarter de la grille",
        choices=blank_choice(OutcomeReason.choices, "Sans objet"),
        required=False,
    )
    redirections = LabelsField(
        label="Réorientations",
        required=False,
        widget=SuggestInput,
        help_text="Vers qui, séparées par des virgules.",
    )

    def __init__(self, *args, words: dict, grid=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.grid, self.questions = grid, list(grid.questions.all()) if grid else []
        self.fields["departement"].choices = blank_choice(departement_choices())
        self.fields["language"].choices = blank_choice(language_choices())
        known = dict.fromkeys([*PROBLEMS, *words["problems"], *(self.initial.get("problems") or [])])
        self.fields["problems"].choices = [(label, label.capitalize()) for label in known]
        self.fields["introducer"].widget.suggestions = words["introducers"]
        self.fields["redirections"].widget.suggestions = words["redirections"]
        self.fields["redirections"].widget.attrs["data-several"] = True
        for question in self.questions:
            field = forms.TypedChoiceField(
                label=question.text,
                choices=[(str(score), str(score)) for score in range(question.most + 1)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=ScoreInput,
            )
            field.widget.alarm = question.alarm
            self.fields[f"question_{question.pk}"] = field

    @property
    def scored(self):
        """The grid's fields, for the page."""
        return [self[f"question_{question.pk}"] for question in self.questions]

    def clean(self):
        typed = super().clean()
        answers = {question.pk: typed.pop(f"question_{question.pk}", None) for question in self.questions}
        others = typed.pop("other_problems", [])
        typed["problems"] = list(dict.fromkeys([*typed.get("problems", []), *others]))
        typed["answers"] = {pk: score for pk, score in answers.items() if score is not None}
        return typed


class LogCallForm(_CallForm, OnceForm):
    caller_again = TextField(
        label="A déjà appelé",
        max_length=80,
        required=False,
        help_text="Son code, son prénom ou son téléphone.",
    )
    first_name = TextField(label="Prénom", max_length=80, required=False)
    phone = TextField(label="Téléphone", max_length=30, required=False, validators=[complete_phone])
    call_back_on = DayField(label="Rappeler le", required=False, help_text="Vide : pas de rappel.")
    call_back_note = RemarkField(
        label="Remarque pratique",
        max_length=200,
        required=False,
        rows=2,
        help_text="À quelle heure, qui demander. Ni nom, ni numéro, ni récit.",
    )

    def clean(self):
        typed = super().clean()
        if typed.get("caller_again") and (typed.get("first_name") or typed.get("phone")):
            self.add_error("caller_again", "Soit un appelant connu, soit un prénom ou un téléphone nouveaux.")
        return typed


class CorrectCallForm(_CallForm, VersionForm):
    pass


class ReferCallerForm(OnceForm):
    """From a call to the centre. What the call already says is not asked again."""

    consent = forms.ChoiceField(
        label="La personne accepte que l’équipe connaisse son identité",
        choices=[(ConsentForm.ORAL, "Oui, par oral"), (ConsentForm.WRITTEN, "Oui, par écrit")],
        widget=forms.RadioSelect,
        error_messages={"required": "Sans l’accord de la personne, rien n’est transmis."},
    )
    first_name = TextField(label="Prénom", max_length=80)
    last_name = TextField(label="Nom", max_length=80, required=False)
    phone = TextField(label="Téléphone", max_length=30, required=False, validators=[complete_phone])
    birth_year = forms.IntegerField(
        label="Année de naissance", required=False, min_value=1900, max_value=2100, localize=False
    )
    language = forms.ChoiceField(label="Langue parlée")
    departement = forms.ChoiceField(label="Département")
    dispositif = forms.ModelChoiceField(label="Dispositif", queryset=None, empty_label=None)
    motives = forms.MultipleChoiceField(
        label="Ce qui motive l’orientation", choices=Motive.choices, widget=forms.CheckboxSelectMultiple
    )
    vignette = RemarkField(
        label="La situation en quelques mots",
        max_length=600,
        required=False,
        help_text="Ce qui aide à orienter. Ni nom, ni numéro, ni récit d’asile.",
    )
    urgency = forms.ChoiceField(
        label="Délai souhaité", choices=Urgency.choices, initial=Urgency.ORDINARY, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = blank_choice(language_choices(), "Choisissez")
        self.fields["departement"].choices = blank_choice(departement_choices(), "Choisissez")
        self.fields["dispositif"].queryset = Dispositif.objects.filter(open_to_intake=True)
