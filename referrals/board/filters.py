"""Filters of the board. Options come from référentiels in memory: no statement for them."""

import django_filters
from django import forms
from django.utils import timezone

from centre.reference import departement_choices, language_choices
from referrals.choices import Urgency
from referrals.models import Referral
from referrals.states import OPEN


class BoardFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="État", choices=[(state.value, state.label) for state in OPEN], empty_label="Tous"
    )
    mine = django_filters.BooleanFilter(
        label="Suivies par moi", method="filter_mine", widget=forms.CheckboxInput
    )
    late = django_filters.BooleanFilter(label="En retard", method="filter_late", widget=forms.CheckboxInput)
    departement = django_filters.ChoiceFilter(
        label="Département", field_name="person__departement", choices=departement_choices, empty_label="Tous"
    )
    language = django_filters.ChoiceFilter(
        label="Langue", method="filter_language", choices=language_choices, empty_label="Toutes"
    )
    urgency = django_filters.ChoiceFilter(label="Délai", choices=Urgency.choices, empty_label="Tous")

    class Meta:
        model = Referral
        fields = ["state", "mine", "late", "departement", "language", "urgency"]

    def filter_mine(self, referrals, name, value):
        return referrals.filter(owner=self.request.user) if value else referrals

    def filter_late(self, referrals, name, value):
        return referrals.filter(due_at__lt=timezone.now()) if value else referrals

    def filter_language(self, referrals, name, value):
        return referrals.filter(person__languages__contains=[value])

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(bool(value) for value in getattr(self.form, "cleaned_data", {}).values())
