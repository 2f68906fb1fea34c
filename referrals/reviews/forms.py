"""Forms of the *concertations*."""

from django import forms
from django.utils import timezone

from centre.fields import DayField, RemarkField
from centre.models import User
from referrals.choices import (
    Criterion,
)
from referrals.forms import DecisionForm


class ReviewForm(DecisionForm):
    """*Concertation*, with its three criteria."""

    held_on = DayField(label="Date de la concertation", initial=timezone.localdate)
    relevance = forms.ChoiceField(label="Pertinence", choices=Criterion.choices, widget=forms.RadioSelect)
    spoken_language = forms.ChoiceField(
        label="Langue parlée", choices=Criterion.choices, widget=forms.RadioSelect
    )
    availability = forms.ChoiceField(
        label="Disponibilité", choices=Criterion.choices, widget=forms.RadioSelect
    )
    participants = forms.ModelMultipleChoiceField(
        label="Participants", queryset=None, widget=forms.CheckboxSelectMultiple
    )
    dissent = RemarkField(label="Avis divergent", max_length=300, required=False, rows=2)

    field_order = [
        "held_on",
        "participants",
        "relevance",
        "spoken_language",
        "availability",
        "decision",
        "reason",
        "dissent",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        team = User.objects.filter(grants__role__in=["coordination", "therapeute"], is_active=True)
        self.fields["participants"].queryset = team.distinct().order_by("display_name")
