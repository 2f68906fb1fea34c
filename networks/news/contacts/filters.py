"""Filters of the contact file."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from centre.filters import Filters
from centre.reference import departement_choices
from networks.choices import ActivityType, Presence
from networks.models import ActivityAttendance, Contact, Structure
from networks.news.contacts import access

AGREEMENTS = {
    "accord": ("A donné son accord", access.AGREED),
    "refus": ("A refusé", access.REFUSED),
    "inconnu": ("Ne s’est pas prononcé", access.UNKNOWN),
}


def _years():
    return [(str(year), str(year)) for year in access.years(timezone.localdate())]


class ContactFilter(Filters):
    text = django_filters.CharFilter(label="Nom, adresse ou fonction", method="filter_text")
    agreement = django_filters.ChoiceFilter(
        label="Annonces",
        method="filter_agreement",
        choices=[(code, label) for code, (label, _) in AGREEMENTS.items()],
        empty_label="Tous",
    )
    departement = django_filters.ChoiceFilter(
        label="Département", method="filter_departement", choices=departement_choices, empty_label="Tous"
    )
    structure = django_filters.ModelChoiceFilter(
        label="Structure", queryset=lambda _: Structure.objects.order_by("name"), empty_label="Toutes"
    )
    type = django_filters.ChoiceFilter(
        label="Présence à", method="ignore", choices=ActivityType.choices, empty_label="Toute activité"
    )
    year = django_filters.ChoiceFilter(label="En", method="ignore", choices=_years, empty_label="Toute année")

    class Meta:
        model = Contact
        fields = ["text", "agreement", "departement", "structure", "type", "year"]
        form = forms.Form

    def filter_queryset(self, queryset):
        """The type and the year say the same attendance, not one each."""
        found = super().filter_queryset(queryset)
        came = ActivityAttendance.objects.filter(contact=OuterRef("pk"), presence=Presence.PRESENT)
        chosen = {
            "activity__type": self.form.cleaned_data.get("type"),
            "activity__starts_on__year": self.form.cleaned_data.get("year"),
        }
        chosen = {name: value for name, value in chosen.items() if value}
        return found.filter(Exists(came.filter(**chosen))) if chosen else found

    def ignore(self, contacts, name, value):
        return contacts

    def filter_text(self, contacts, name, value):
        return contacts.filter(
            Q(name__unaccent__icontains=value)
            | Q(email__icontains=value)
            | Q(function__unaccent__icontains=value)
        )

    def filter_agreement(self, contacts, name, value):
        return contacts.filter(AGREEMENTS[value][1])

    def filter_departement(self, contacts, name, value):
        return contacts.filter(Q(departement=value) | Q(departement="", structure__departement=value))
