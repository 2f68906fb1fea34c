"""Filters of the two lists. Options come from memory: no statement for them."""

import django_filters
from django import forms

from centre.filters import Filters
from centre.reference import departement_choices, languages_named
from networks.choices import Approach, Modality, Public, Qualification, Standing, Status
from networks.models import Interpreter, Therapist

ALL = "tous"
LANGUAGE_HELP = "Un nom, dans n’importe quelle orthographe\u00a0: kurde trouve le kurmandji et le sorani."


def languages_or_say(text: str) -> None:
    if text and not languages_named(text):
        raise forms.ValidationError(f"Aucune langue ne se nomme «\u00a0{text}\u00a0».")


class PeopleFilter(Filters):
    language = django_filters.CharFilter(
        label="Langue",
        method="filter_language",
        max_length=60,
        help_text=LANGUAGE_HELP,
        validators=[languages_or_say],
    )
    departement = django_filters.ChoiceFilter(
        label="Département", method="filter_departement", choices=departement_choices, empty_label="Tous"
    )
    standing = django_filters.ChoiceFilter(
        label="Situation",
        method="filter_standing",
        choices=[(Standing.SUSPENDED, "Suspendus"), (Standing.LEFT, "Partis"), (ALL, "Toutes")],
        empty_label="En activité",
    )

    def filter_language(self, people, name, value):
        return people.speaking(languages_named(value))

    def filter_standing(self, people, name, value):
        return people if value == ALL else people.filter(standing=value)

    def filter_queryset(self, people):
        """Nobody for a filter that cannot be read; those in activity unless asked otherwise."""
        if not self.form.is_valid():
            return people.none()
        if not self.form.cleaned_data.get("standing"):
            people = people.active()
        return super().filter_queryset(people)


class TherapistsFilter(PeopleFilter):
    room = django_filters.BooleanFilter(
        label="A une place libre", method="filter_room", widget=forms.CheckboxInput
    )
    public = django_filters.ChoiceFilter(
        label="Public reçu", method="filter_public", choices=Public.choices, empty_label="Tous"
    )
    approach = django_filters.ChoiceFilter(
        label="Approche", method="filter_approach", choices=Approach.choices, empty_label="Toutes"
    )
    status = django_filters.ChoiceFilter(label="Statut", choices=Status.choices, empty_label="Tous")

    class Meta:
        model = Therapist
        fields = ["language", "departement", "public", "approach", "status", "standing", "room"]

    def filter_departement(self, people, name, value):
        return people.covering(value)

    def filter_room(self, people, name, value):
        return people.with_room() if value else people

    def filter_public(self, people, name, value):
        return people.filter(publics__contains=[value])

    def filter_approach(self, people, name, value):
        return people.filter(approaches__contains=[value])


class InterpretersFilter(PeopleFilter):
    qualification = django_filters.ChoiceFilter(
        label="Qualification", choices=Qualification.choices, empty_label="Toutes"
    )
    modality = django_filters.ChoiceFilter(
        label="Modalité", method="filter_modality", choices=Modality.choices, empty_label="Toutes"
    )

    class Meta:
        model = Interpreter
        fields = ["language", "departement", "qualification", "modality", "standing"]

    def filter_departement(self, people, name, value):
        return people.filter(departements__contains=[value])

    def filter_modality(self, people, name, value):
        return people.filter(modalities__contains=[value])
