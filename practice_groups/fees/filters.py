"""Filters of the treasurer's list."""

import django_filters
from django import forms
from django.db.models import Q

from centre.filters import Filters
from practice_groups.choices import FeeState
from practice_groups.models import Cycle, Registration

OVERDUE, TO_REFUND = "en_retard", "a_rembourser"
STATES = [
    (FeeState.DUE, "À régler"),
    (OVERDUE, "En retard"),
    (FeeState.RECEIVED, "Reçues"),
    (TO_REFUND, "À rembourser"),
    (FeeState.WAIVED, "Exonérées"),
    (FeeState.REFUNDED, "Remboursées"),
]
FLAGS = {OVERDUE: "overdue", TO_REFUND: "to_refund"}


class FeesFilter(Filters):
    """`cycles`: those somebody pays for; they say the seasons too, so that both lists cost one statement."""

    text = django_filters.CharFilter(label="Nom", method="filter_text", max_length=80)
    season = django_filters.ChoiceFilter(label="Saison", field_name="cycle__season", empty_label="Toutes")
    cycle = django_filters.ChoiceFilter(label="Groupe", field_name="cycle", empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="Participation", method="filter_state", choices=STATES, empty_label="Toutes"
    )

    class Meta:
        model = Registration
        fields = ["text", "season", "cycle", "state"]
        form = forms.Form

    def __init__(self, *args, cycles: list[Cycle], **kwargs):
        super().__init__(*args, **kwargs)
        seasons = dict.fromkeys(cycle.season for cycle in cycles)
        self.filters["season"].extra["choices"] = [(season, season) for season in seasons]
        self.filters["cycle"].extra["choices"] = [(str(cycle.pk), str(cycle)) for cycle in cycles]

    def filter_queryset(self, found):
        return super().filter_queryset(found) if self.form.is_valid() else found.none()

    def filter_text(self, found, name, value):
        return found.filter(
            Q(user__display_name__unaccent__icontains=value) | Q(user__email__icontains=value)
        )

    def filter_state(self, found, name, value):
        return found.filter(**({FLAGS[value]: True} if value in FLAGS else {"fee_state": value}))
