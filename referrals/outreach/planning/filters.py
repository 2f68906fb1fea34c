"""Filters of the visits: the list and the calendar."""

import django_filters
from django.utils import timezone

from networks.models import Structure
from referrals.choices import VisitState
from referrals.models import Visit
from referrals.outreach import access
from referrals.outreach.states import ANSWER_WITHIN, IN_PLACE, OFF, OPEN

GROUPS = [
    ("en_cours", "Demandes et permanences à venir"),
    ("demandes", "Demandes, les plus anciennes d’abord"),
    ("retard", "Demandes sans réponse depuis plus d’une semaine"),
    ("a_noter", "Passées, pas encore notées"),
    ("a_venir", "À venir"),
    ("tenues", "Tenues"),
    ("annulees", "Annulées ou refusées"),
]


def _sites(request):
    """Structures that were ever visited, or asked to be."""
    return Structure.objects.filter(pk__in=Visit.objects.values("structure")).order_by("name")


class CalendarFilter(django_filters.FilterSet):
    structure = django_filters.ModelChoiceFilter(label="Lieu", queryset=_sites, empty_label="Tous")
    keeper = django_filters.ModelChoiceFilter(
        label="Thérapeute",
        queryset=lambda request: access.keepers(),
        method="filter_keeper",
        empty_label="Tous",
    )
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[(state.value, state.label) for state in VisitState if state in (*IN_PLACE, *OFF)],
        empty_label="Prévues et tenues",
        method="filter_state",
    )

    class Meta:
        model = Visit
        fields = ["structure", "keeper", "state"]

    def filter_queryset(self, visits):
        visits = super().filter_queryset(visits)
        return visits if self.form.cleaned_data.get("state") else visits.filter(state__in=IN_PLACE)

    def filter_state(self, visits, name, value):
        return visits.filter(state=value)

    def filter_keeper(self, visits, name, value):
        return visits.filter(keeper=value) | visits.filter(second=value)

    @property
    def active(self) -> int:
        return sum(bool(value) for value in getattr(self.form, "cleaned_data", {}).values())


class VisitFilter(CalendarFilter):
    state = django_filters.ChoiceFilter(
        label="Où en sont-elles", choices=GROUPS, method="filter_state", empty_label=None
    )

    field_order = ["state", "structure", "keeper"]

    def filter_queryset(self, visits):
        """Without a state, what is under way: the past is asked for."""
        visits = super(CalendarFilter, self).filter_queryset(visits)
        return visits if self.form.cleaned_data.get("state") else visits.filter(state__in=OPEN)

    def filter_state(self, visits, name, value):
        now = timezone.now()
        if value == "demandes":
            return visits.filter(state=VisitState.ASKED)
        if value == "retard":
            late = timezone.localdate(now) - ANSWER_WITHIN
            return visits.filter(state=VisitState.ASKED, asked_on__lt=late)
        if value == "a_noter":
            return visits.filter(state=VisitState.PLANNED, ends_at__lt=now)
        if value == "a_venir":
            return visits.filter(state=VisitState.PLANNED, ends_at__gte=now)
        return visits.filter(state__in={"tenues": [VisitState.HELD], "annulees": OFF}.get(value, OPEN))
