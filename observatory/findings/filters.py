"""Filters of the *constats*."""

import django_filters
from django.db.models import Q

from centre.reference import OCCITANIE, departements
from observatory.findings.models import Finding
from observatory.states import FindingKind, FindingTheme

PUBLISHED = (("oui", "Publiés"), ("non", "Non publiés"))


class FindingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Texte", method="filter_text", max_length=80)
    kind = django_filters.ChoiceFilter(label="Nature", choices=FindingKind.choices, empty_label="Toutes")
    theme = django_filters.ChoiceFilter(label="Thème", choices=FindingTheme.choices, empty_label="Tous")
    departement = django_filters.ChoiceFilter(
        label="Département",
        choices=[(code, departements()[code]) for code in OCCITANIE],
        method="filter_departement",
        empty_label="Tous",
    )
    published = django_filters.ChoiceFilter(
        label="Publication", choices=PUBLISHED, method="filter_published", empty_label="Tous"
    )

    class Meta:
        model = Finding
        fields = []

    @property
    def active(self) -> int:
        typed = getattr(self.form, "cleaned_data", {})
        return sum(bool(value) for value in typed.values())

    def filter_text(self, findings, name, value):
        return findings.filter(Q(title__unaccent__icontains=value) | Q(detail__unaccent__icontains=value))

    def filter_departement(self, findings, name, value):
        """One about the whole region is about this département too."""
        return findings.filter(Q(departements__contains=[value]) | Q(departements=[]))

    def filter_published(self, findings, name, value):
        return findings.filter(published_at__isnull=value == "non")
