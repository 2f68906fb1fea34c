"""Filters of the candidatures."""

import django_filters

from centre.filters import Filters
from networks.choices import ApplicationState, Network
from networks.joining.models import Application
from networks.joining.states import LIVING


class ApplicationFilter(Filters):
    """Without a state, those to treat."""

    state = django_filters.ChoiceFilter(
        label="État",
        method="filter_state",
        choices=[("toutes", "Toutes"), *ApplicationState.choices],
        empty_label="À traiter",
    )
    network = django_filters.ChoiceFilter(label="Réseau", choices=Network.choices, empty_label="Tous")

    class Meta:
        model = Application
        fields = ["state", "network"]

    def filter_queryset(self, applications):
        applications = super().filter_queryset(applications)
        return applications if self.form.cleaned_data.get("state") else applications.filter(state__in=LIVING)

    def filter_state(self, applications, name, value):
        return applications if value == "toutes" else applications.filter(state=value)
