"""Filters of the activities and of the solicitations: one year at a time."""

import re

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from networks.choices import ActivityState, ActivityType, Modality
from networks.life import access
from networks.life.models import Activity, ActivityStructure, Axis, Project, Solicitation
from networks.life.words import MONTHS

UNKNOWN = "-"


def natural(label: str) -> list:
    """4.4.2 before 4.10."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"\.", label)]


def _contains(value: str, *fields: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__unaccent__icontains": value})
    return found


class OfYear(django_filters.FilterSet):
    """`year` is always there: that asked for, else the current one."""

    year = django_filters.NumberFilter(method="filter_year", widget=forms.HiddenInput)

    def __init__(self, data, *, today, **kwargs):
        asked = str(data.get("year", ""))
        self.year = int(asked) if re.fullmatch(r"(19|20)\d\d", asked, re.ASCII) else today.year
        super().__init__({**{name: data[name] for name in data}, "year": str(self.year)}, **kwargs)
        self.form.fields["year"].localize = False

    @property
    def active(self) -> int:
        """How many filters are on, the year apart."""
        typed = getattr(self.form, "cleaned_data", {})
        return sum(bool(value) for name, value in typed.items() if name != "year")


class ActivityFilter(OfYear):
    q = django_filters.CharFilter(label="Texte", method="filter_text", max_length=80)
    type = django_filters.ChoiceFilter(label="Type", choices=ActivityType.choices, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="Statut", choices=ActivityState.choices, empty_label="Tous")
    rubric = django_filters.ChoiceFilter(label="Rubrique", method="filter_label", empty_label="Toutes")
    modality = django_filters.ChoiceFilter(
        label="Modalité",
        method="filter_label",
        choices=[*Modality.choices, (UNKNOWN, "Non renseignée")],
        empty_label="Toutes",
    )
    network = django_filters.ChoiceFilter(label="Réseau", method="filter_label", empty_label="Tous")
    month = django_filters.ChoiceFilter(
        label="Mois",
        field_name="starts_on__month",
        choices=list(enumerate(MONTHS, start=1)),
        empty_label="Tous",
    )
    project = django_filters.ModelChoiceFilter(
        label="Projet",
        queryset=Project.objects.all(),
        empty_label="Tous",
        null_label="Sans projet",
        null_value=UNKNOWN,
    )
    axis = django_filters.ModelChoiceFilter(
        label="Axe",
        queryset=Axis.objects.all(),
        empty_label="Tous",
        null_label="Sans axe",
        null_value=UNKNOWN,
    )
    place = django_filters.CharFilter(label="Structure ou hôte", method="filter_place", max_length=80)

    class Meta:
        model = Activity
        fields = []

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        for name in ("rubric", "network"):
            labels = sorted(access.labels_of(name), key=natural)
            self.form.fields[name].choices = [
                *((label, label) for label in labels),
                (UNKNOWN, "Non renseigné"),
            ]

    def filter_year(self, activities, name, value):
        return activities.filter(starts_on__year=self.year)

    def filter_label(self, activities, name, value):
        return activities.filter(**{name: "" if value == UNKNOWN else value})

    def filter_text(self, activities, name, value):
        return activities.filter(
            _contains(value, "title", "reference", "remark", "place", "agenda", "decisions")
        )

    def filter_place(self, activities, name, value):
        named = ActivityStructure.objects.filter(activity=OuterRef("pk")).filter(
            _contains(value, "structure__name")
        )
        return activities.filter(_contains(value, "host") | Exists(named))


class SolicitationFilter(OfYear):
    requester = django_filters.CharFilter(label="Demandeur", method="filter_requester", max_length=80)
    q = django_filters.CharFilter(label="Texte", method="filter_text", max_length=80)

    class Meta:
        model = Solicitation
        fields = []

    def filter_year(self, solicitations, name, value):
        """That it was asked in, else that of the intervention; one without a date is of every year."""
        return solicitations.filter(Q(dated__year=self.year) | Q(dated=None))

    def filter_requester(self, solicitations, name, value):
        return solicitations.filter(_contains(value, "requester"))

    def filter_text(self, solicitations, name, value):
        answered = Q(pk__in=Solicitation.objects.filter(_contains(value, "answers__label")).values("pk"))
        return solicitations.filter(_contains(value, "subject", "reference") | answered)
