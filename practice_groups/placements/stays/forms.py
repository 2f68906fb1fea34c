"""Forms of the placements; `cleaned_data` is the action's keyword arguments."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.doors import VersionForm
from centre.fields import DayField, RemarkField, TextField
from centre.uploads import MAX_BYTES
from networks.models import Structure
from practice_groups.choices import SignatoryRole
from practice_groups.models import Placement
from practice_groups.placements.models import MOST_WANTED
from practice_groups.placements.stays.questions import MARKS
from practice_groups.placements.stays.states import MOST_DAYS

HEAVY = "Fichier trop lourd\u00a0: 5 Mo au plus."
NOT_ABOUT_PEOPLE = _("Sur le travail et l’organisation\u00a0: jamais sur une personne accompagnée.")
_FILE = {
    "required": "Choisissez un fichier.",
    "missing": "Choisissez un fichier.",
    "invalid": "Choisissez un fichier.",
    "empty": "Fichier vide\u00a0: choisissez-en un autre.",
}


class HoursField(forms.DecimalField):
    def __init__(self, *, most: int, **kwargs):
        super().__init__(min_value=Decimal("0"), max_value=Decimal(most), decimal_places=2, **kwargs)
        self.widget.attrs["step"] = "0.25"
        self.widget.attrs["inputmode"] = "decimal"


class PlacementForm(VersionForm):
    """A form about one placement, with the version of it that was read."""

    @classmethod
    def shown(cls, placement: Placement, data=None, **initial):
        return cls(data, initial={"version": placement.version, **initial})


class FileForm(forms.Form):
    """A file weighed before it is read: what was too heavy arrived empty."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(HEAVY)
        return file

    def clean(self):
        typed = super().clean()
        file = typed.pop("file", None)
        return typed | ({"content": file.read()} if file is not None else {})


# ── The convention ──────────────────────────────────────────────────────────────────────────────


class SettleConventionForm(PlacementForm):
    """Four parties, each a name, a function, an address (facultative: she then signs on paper)."""

    intended_days = forms.IntegerField(
        label="Jours d’immersion prévus",
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={
            "min_value": "Un stage dure d’un à cinq jours.",
            "max_value": "Un stage dure d’un à cinq jours.",
        },
    )
    hours_a_day = HoursField(label="Heures par jour, au plus", most=12, max_digits=4, initial=Decimal("7"))
    tutor = TextField(label="Référent dans la structure d’accueil", max_length=120, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for role in SignatoryRole:
            self.fields |= {
                f"{role}_name": TextField(label="Prénom et nom", max_length=120),
                f"{role}_function": TextField(label="Qualité", max_length=80, required=False),
                f"{role}_email": forms.EmailField(
                    label="Adresse e-mail", required=False, help_text="Sans adresse, signature sur papier."
                ),
            }

    def parties(self):
        """For the page: each role with its three fields."""
        for role in SignatoryRole:
            yield role, [self[f"{role}_{part}"] for part in ("name", "function", "email")]

    def facts(self):
        return [self[name] for name in ("intended_days", "hours_a_day", "tutor")]

    def clean(self):
        typed = super().clean()
        parties = {}
        for role in SignatoryRole:
            party = {part: typed.pop(f"{role}_{part}", "") for part in ("name", "function", "email")}
            parties[str(role)] = party
        return typed | {"signatories": parties}


class CancelPlacementForm(PlacementForm):
    reason = RemarkField(label="Motif", max_length=200, rows=2)
    again = forms.BooleanField(label="Préparer une nouvelle convention pour le même stage", required=False)


class SignForm(forms.Form):
    name = TextField(label=_("Votre prénom et votre nom"), max_length=120)
    function = TextField(label=_("Votre qualité"), max_length=80, required=False)
    accept = forms.BooleanField(
        label=_("J’ai lu la convention et je la signe."),
        required=False,
    )


class PaperForm(FileForm):
    name = TextField(label="Qui a signé", max_length=120)
    function = TextField(label="Qualité", max_length=80, required=False)
    signed_on = DayField(label="Date portée sur le papier")
    file = forms.FileField(
        label="Convention signée",
        help_text="PDF, JPEG ou PNG, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages=_FILE,
    )


class SendAgainForm(forms.Form):
    email = forms.EmailField(label="Adresse e-mail")


# ── The preparation, the days, the end ──────────────────────────────────────────────────────────


class PreparationForm(forms.Form):
    """Who came, among the placements under way of one session."""

    prepared_on = DayField(label="Préparation suivie le")
    present = forms.MultipleChoiceField(label="Présents", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, placements: dict[str, Placement], names: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.placements = placements
        self.fields["present"].choices = [
            (pk, f"{names.get(one.wish_id, one.own.name)}, accueil à {one.host.name}")
            for pk, one in placements.items()
        ]

    def clean_present(self):
        return [self.placements[pk] for pk in self.cleaned_data["present"]]


class DocumentForm(FileForm):
    title = TextField(label="Titre", max_length=120)
    file = forms.FileField(
        label="Fichier",
        help_text="PDF, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages=_FILE,
    )


class DayForm(forms.Form):
    day = DayField(label="Jour")
    hours = HoursField(label="Heures", most=12, max_digits=4)


class InterruptForm(PlacementForm):
    hours = HoursField(label="Heures réellement faites", most=60, max_digits=5)
    reason = RemarkField(label="Motif, en quelques mots", max_length=200, rows=2)


# ── The notebook ────────────────────────────────────────────────────────────────────────────────


class AnswersForm(forms.Form):
    """The questions of the grid or of the evaluation; cleaned to `answers`, the question's name → what was said."""

    def __init__(self, *args, questions, known=None, **kwargs):
        super().__init__(*args, initial=known or {}, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[question.name] = _asked(question)

    def clean(self):
        typed = super().clean()
        answers = {question.name: typed.pop(question.name, None) for question in self.questions}
        if not any(answers.values()) and not self.errors:
            raise forms.ValidationError(_("Répondez au moins à une question."))
        return typed | {"answers": {name: said for name, said in answers.items() if said}}


class EvaluationForm(AnswersForm):
    next_structures = forms.ModelMultipleChoiceField(
        label=_("Où souhaiteriez-vous être accueilli ensuite"),
        help_text=_("Trois structures au plus. Laissez vide si vous n’en souhaitez pas."),
        queryset=Structure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, structures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_structures"].queryset = structures
        self.order_fields([name for name in self.fields if name != "next_structures"] + ["next_structures"])

    def clean_next_structures(self):
        chosen = list(self.cleaned_data["next_structures"])
        if len(chosen) > MOST_WANTED:
            raise forms.ValidationError(_("Choisissez trois structures au plus."))
        return chosen


def _asked(question) -> forms.Field:
    if question.marked:
        return forms.TypedChoiceField(
            label=question.text,
            help_text=_("1\u00a0: pas du tout. 5\u00a0: tout à fait."),
            choices=[(mark, str(mark)) for mark in MARKS],
            coerce=int,
            empty_value=None,
            required=True,
            widget=forms.RadioSelect,
        )
    return RemarkField(
        label=question.text, max_length=question.length, required=False, help_text=NOT_ABOUT_PEOPLE
    )
