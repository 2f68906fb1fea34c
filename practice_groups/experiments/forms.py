"""Forms of experiments. `cleaned_data` is the action's keyword arguments."""

from django import forms
from django.db.models import Q

from centre.doors import VersionForm
from centre.fields import DayField, TextField, no_control_characters, nobody
from networks.models import Structure
from practice_groups.access import by_name
from practice_groups.experiments.states import Conclusion
from practice_groups.models import Experiment

NOBODY = "Ce qui se fait et se voit\u00a0: ni nom, ni numéro, ni situation reconnaissable."


class TextsField(forms.CharField):
    """A few lines about a way of working; they speak of nobody."""

    default_validators = [no_control_characters, nobody]

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), help_text=NOBODY, **kwargs)


class PlaceField(forms.ModelChoiceField):
    """An open structure, or the one it is already."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Structure.objects.none(), empty_label="Choisir une structure", **kwargs)

    def offer(self, current: int | None = None):
        kept = Q(closed_on=None) | Q(pk=current)
        self.queryset = Structure.objects.filter(kept).only("name").order_by(by_name("name"))


class ExperimentForm(forms.Form):
    title = TextField(
        label="Titre",
        max_length=120,
        validators=[nobody],
        help_text="Par exemple «\u00a0Une permanence au CADA\u00a0».",
    )
    structure = PlaceField(label="Structure où elle se tient")
    tried = TextsField(label="Ce qui est essayé", max_length=500)
    expected = TextsField(label="Ce qui en est attendu", max_length=500)
    started_on = DayField(label="Commencée le")
    planned_until = DayField(
        label="Fin prévue le", required=False, help_text="Le jour où l’on compte l’évaluer."
    )

    def __init__(self, *args, current: int | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].offer(current)


class EditExperimentForm(VersionForm, ExperimentForm):
    pass


class EvaluateForm(VersionForm):
    evaluated_on = DayField(label="Évaluée le")
    seen = TextsField(label="Ce qui a été constaté", max_length=1000)
    conclusion = forms.ChoiceField(
        label="Conclusion",
        choices=Conclusion.choices,
        widget=forms.RadioSelect,
    )


class TransferForm(VersionForm):
    transferred_to = PlaceField(label="Structure qui la reprend")
    transferred_on = DayField(label="Reprise le")
    conditions = TextsField(label="À quelles conditions", max_length=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["transferred_to"].offer()


class StopForm(VersionForm):
    stopped_on = DayField(label="Arrêtée le")
    reason = TextsField(label="Pourquoi elle s’arrête", max_length=300)


def initial_of(experiment: Experiment, form_class) -> dict:
    """A record as its form shows it."""
    return {name: getattr(experiment, name) for name in form_class.base_fields}
