"""Filters of the public catalogue."""

import django_filters
from django.utils.translation import gettext_lazy as _

from centre.filters import Filters
from centre.reference import departement_choices
from practice_groups.choices import Kind, Language
from practice_groups.models import Cycle


class PublicCycleFilter(Filters):
    kind = django_filters.ChoiceFilter(
        label=_("Sorte"), field_name="group__kind", choices=Kind.choices, empty_label=_("Toutes")
    )
    language = django_filters.ChoiceFilter(
        label=_("Langue"), field_name="group__language", choices=Language.choices, empty_label=_("Toutes")
    )
    departement = django_filters.ChoiceFilter(
        label=_("Département"),
        field_name="group__departement",
        choices=lambda: departement_choices(),
        empty_label=_("Tous"),
    )

    class Meta:
        model = Cycle
        fields = ["kind", "language", "departement"]
