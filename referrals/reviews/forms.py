"""Forms of the *concertations*."""

from django import forms
from django.utils import timezone

from centre.fields import DayField, RemarkField
from centre.models import User
from referrals.choices import Criterion
from referrals.forms import DecisionForm

CRITERIA = ("relevance", "spoken_language", "availability")


def _criterion(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Criterion.choices, widget=forms.RadioSelect)


class CriteriaForm(DecisionForm):
    """What is said of one situation: the three criteria, the decision, who disagreed."""

    relevance = _criterion("Pertinence")
    spoken_language = _criterion("Langue parlée")
    availability = _criterion("Disponibilité")
    dissent = RemarkField(label="Avis divergent", max_length=300, required=False, rows=2)

    field_order = [*CRITERIA, "decision", "reason", "dissent"]


class ReviewForm(CriteriaForm):
    """A *concertation* outside a meeting: with its date and who took part."""

    held_on = DayField(label="Date de la concertation", initial=timezone.localdate)
    participants = forms.ModelMultipleChoiceField(
        label="Participants", queryset=None, widget=forms.CheckboxSelectMultiple
    )

    field_order = ["held_on", "participants", *CRITERIA, "decision", "reason", "dissent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = User.objects.filter(grants__role__in=["coordination", "therapeute"], is_active=True)
        self.fields["participants"].queryset = team.distinct().order_by("display_name")
