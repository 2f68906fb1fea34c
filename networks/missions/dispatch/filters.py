"""Filters of the board. Options come from référentiels in memory, interpreters excepted."""

from datetime import date, timedelta

import django_filters
from django.utils import timezone

from centre.fields import DayField
from centre.reference import departement_choices, language_choices
from networks.choices import MissionState, OfferState
from networks.missions.access import TO_DO
from networks.models import Interpreter, Mission

PAST = [state for state in MissionState if state not in TO_DO]
GROUPS = [
    ("a_faire", "Tout ce qui est en cours"),
    *(
        (state.value, label)
        for state, label in zip(
            TO_DO,
            ("À proposer", "En attente de réponse", "À confirmer", "À valider", "Confirmées, à venir"),
            strict=True,
        )
    ),
    ("retard", "Sans réponse depuis plus de 24 h"),
    ("passees", "Terminées, refusées ou annulées"),
]


class DayFilter(django_filters.Filter):
    field_class = DayField


class DispatchFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="Où en sont-elles", choices=GROUPS, method="filter_state", empty_label=None
    )
    language = django_filters.ChoiceFilter(label="Langue", choices=language_choices, empty_label="Toutes")
    departement = django_filters.ChoiceFilter(
        label="Département", choices=departement_choices, empty_label="Tous"
    )
    interpreter = django_filters.ModelChoiceFilter(
        label="Interprète",
        queryset=Interpreter.objects.order_by("display_name"),
        method="filter_interpreter",
        empty_label="Tous",
    )
    week = DayFilter(label="Semaine du", method="filter_week", help_text="Un jour de cette semaine.")

    class Meta:
        model = Mission
        fields = ["state", "language", "departement", "interpreter", "week"]

    def filter_queryset(self, missions):
        """Without a state, what is under way: the past is asked for."""
        missions = super().filter_queryset(missions)
        return missions if self.form.cleaned_data.get("state") else missions.filter(state__in=TO_DO)

    def filter_state(self, missions, name, value):
        if value == "passees":
            return missions.filter(state__in=PAST).order_by("-starts_at", "pk")
        if value == "retard":
            day_ago = timezone.now() - timedelta(hours=24)
            return missions.filter(state=MissionState.OFFERED, asked_since__lt=day_ago)
        return missions.filter(state__in=TO_DO if value == "a_faire" else [value])

    def filter_interpreter(self, missions, name, value):
        """Those that she holds or is offered."""
        offered = value.offers.filter(state=OfferState.OFFERED).values("mission")
        return missions.filter(interpreter=value) | missions.filter(pk__in=offered)

    def filter_week(self, missions, name, value):
        monday = value - timedelta(days=value.weekday())
        return missions.filter(day__range=(monday, monday + min(timedelta(days=6), date.max - monday)))

    @property
    def active(self) -> int:
        return sum(bool(value) for value in getattr(self.form, "cleaned_data", {}).values())
