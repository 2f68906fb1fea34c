"""Filters of the list of hours."""

import django_filters
from django import forms
from django.utils import timezone

from centre.filters import Filters
from centre.models import User
from practice_groups.supervision import access
from practice_groups.supervision.seasons import Season

FLAGS = {"therapeutes": "therapist", "interpretes": "interpreter"}


def _seasons():
    now = Season.of(timezone.localdate())
    return [(str(year), str(Season(year))) for year in range(now.year - 1, now.year - 10, -1)]


class HoursFilter(Filters):
    """The season is read before the list is made: it says which hours are counted."""

    text = django_filters.CharFilter(
        label="Nom", field_name="display_name", lookup_expr="unaccent__icontains", max_length=80
    )
    network = django_filters.ChoiceFilter(
        label="Réseau", method="filter_network", choices=list(access.NETWORKS.items()), empty_label="Les deux"
    )
    season = django_filters.ChoiceFilter(
        label="Saison", method="ignore", choices=_seasons, empty_label="Cette saison"
    )
    none = django_filters.BooleanFilter(
        label="Sans supervision ni analyse de pratiques", method="filter_none", widget=forms.CheckboxInput
    )

    class Meta:
        model = User
        fields = ["text", "network", "season", "none"]
        form = forms.Form

    def filter_queryset(self, found):
        return super().filter_queryset(found) if self.form.is_valid() else found.none()

    def filter_network(self, found, name, value):
        return found.filter(**{FLAGS[value]: True})

    def filter_none(self, found, name, value):
        return found.filter(has_none=True) if value else found

    def ignore(self, found, name, value):
        return found
