"""Forms of the bilan. `cleaned_data` is the action's keyword arguments."""

import re

from django import forms
from django.core.exceptions import ValidationError

from centre.doors import VersionForm
from centre.fields import RemarkField, TextField, no_control_characters
from observatory.bilan import secrecy
from observatory.bilan.sources import choices_of
from observatory.bilan.texts import MAX_CHARACTERS
from observatory.states import BlockKind

LEVELS = [(2, "Chapitre"), (3, "Sous-chapitre"), (4, "Partie d’un sous-chapitre")]


class ReportYearForm(forms.Form):
    year = forms.IntegerField(
        label="Année du bilan",
        min_value=1990,
        max_value=2100,
        error_messages={"invalid": "Écrivez une année sur quatre chiffres, par exemple 2020."},
    )
    with_texts = forms.BooleanField(
        label="Reprendre aussi les textes de l’année précédente",
        required=False,
        help_text="Le plan, l’ordre des sections et leurs tableaux sont repris de toute façon.",
    )


class ChangesField(forms.CharField):
    """What a correction changes; days may be named in it."""

    default_validators = [no_control_characters]

    def __init__(self, **kwargs):
        super().__init__(
            label="Ce qui change",
            max_length=1000,
            help_text="Vos lecteurs le liront en premier, dans l’édition elle-même. Aucun nom.",
            widget=forms.Textarea(attrs={"rows": 3}),
            **kwargs,
        )


class CorrectReportForm(forms.Form):
    same_figures = forms.TypedChoiceField(
        label="Que corriger",
        choices=[
            ("oui", "Le texte seulement : les chiffres restent ceux de l’édition publiée"),
            ("non", "Les chiffres aussi : l’année est recomptée"),
        ],
        coerce=lambda answer: answer == "oui",
        initial="oui",
        widget=forms.RadioSelect,
    )
    changes = ChangesField()


class ChangesForm(forms.Form):
    changes = ChangesField()


class SectionForm(forms.Form):
    title = TextField(label="Titre", max_length=300)
    rubric = TextField(
        label="Numéro",
        max_length=20,
        required=False,
        help_text="Par exemple 3.2. Laissez vide pour une section sans numéro.",
    )
    level = forms.TypedChoiceField(
        label="Place dans le sommaire",
        choices=LEVELS,
        coerce=int,
        initial=2,
        help_text="Pour une section sans numéro ; sinon son numéro le dit.",
    )

    def clean_rubric(self):
        rubric = self.cleaned_data["rubric"].strip().rstrip(".")
        if rubric and not re.fullmatch(r"\w{1,4}(\.\w{1,4})*", rubric):
            raise ValidationError("Un numéro s’écrit comme 3 ou 3.2.1.")
        return rubric


class EditSectionForm(SectionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class Editor(forms.Textarea):
    """The well-kept editor where there is JavaScript, a plain text area elsewhere."""

    template_name = "observatory/_editor.html"


class HtmlField(forms.CharField):
    def widget_attrs(self, widget):
        """Its length is not that of what is read: no counter."""
        return super().widget_attrs(widget) | {"maxlength": False}


class TextBlockForm(forms.Form):
    html = HtmlField(
        label="Texte",
        max_length=MAX_CHARACTERS,
        required=False,
        widget=Editor(attrs={"rows": 16}),
        error_messages={
            "max_length": "Ce texte est trop long pour un seul bloc : coupez-le en deux. Rien n’est perdu ici."
        },
    )


class SourceBlockForm(forms.Form):
    """A block that shows figures: which ones, under what title, with what note."""

    title = TextField(
        label="Titre", max_length=200, required=False, help_text="Vide : le nom de ce qui est montré."
    )
    note = TextField(label="Note", max_length=500, required=False, help_text="Imprimée avec le bloc.")

    def __init__(self, *args, kind: str, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        found = choices_of(sources, kind)
        if kind == BlockKind.FIGURES:
            first = forms.MultipleChoiceField(
                label="Chiffres à montrer",
                choices=found,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Cochez au moins un chiffre."},
            )
        elif found:
            first = forms.ChoiceField(label="Ce qu’il montre", choices=[("", "Choisissez"), *found])
        else:
            return
        self.fields = {"figures" if kind == BlockKind.FIGURES else "source": first, **self.fields}

    def clean(self):
        cleaned = super().clean()
        if self.kind == BlockKind.FIGURES:
            cleaned["options"] = {"figures": cleaned.pop("figures", [])}
        return cleaned


class RemoveBlockForm(VersionForm):
    """A button, for the block as it was read."""


class CommentForm(forms.Form):
    text = RemarkField(label="Votre remarque", max_length=1000)


class CorrectionForm(forms.Form):
    text = RemarkField(
        label="Ce qu’il faudrait corriger",
        max_length=1000,
        help_text="La coordination vous répond ici. Ni nom, ni situation particulière.",
    )


class SettleForm(forms.Form):
    answer = RemarkField(
        label="Réponse", max_length=1000, required=False, help_text="Lue par la personne qui a écrit."
    )


class PreferForm(forms.Form):
    """What to publish rather; `seen`: what was ticked when the page was shown."""

    preferred = forms.MultipleChoiceField(
        label="Vos choix",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": secrecy.NOT_OFFERED},
    )
    seen = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, choices, preferred, **kwargs):
        super().__init__(*args, initial={"preferred": preferred, "seen": preferred}, **kwargs)
        self.fields["preferred"].choices = choices

    def clean_seen(self) -> list[str]:
        seen = self.cleaned_data["seen"]
        return [one for one in seen if isinstance(one, str)] if isinstance(seen, list) else []
