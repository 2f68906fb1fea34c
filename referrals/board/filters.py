"""Filters of the board. Options come from référentiels in memory, or are kept a few minutes: no statement for them."""

from functools import lru_cache

import django_filters
from django import forms
from django.core.cache import cache
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from centre.models import User
from centre.reference import departement_choices, language_choices
from referrals.choices import AgeBand, Origin, Urgency
from referrals.models import Dispositif, Referral
from referrals.people.models import AGE_BANDS
from referrals.states import OPEN

KEPT = 120  # seconds: a colleague who arrives is in the list two minutes later
MINE, NOBODY = "moi", "personne"
_TOPS = [top for top, _ in AGE_BANDS]
# Age band → the youngest and the oldest of it.
AGES = {
    band.value: (0 if place == 0 else _TOPS[place - 1] + 1, _TOPS[place])
    for place, band in enumerate(AgeBand)
}


def owner_choices() -> list[tuple[str, str]]:
    def read():
        found = User.objects.holding("coordination").order_by("display_name")
        return [(str(pk), name) for pk, name in found.values_list("pk", "display_name")]

    return [(MINE, "Moi"), (NOBODY, "Personne"), *cache.get_or_set("board_owners", read, KEPT)]


def dispositif_choices() -> list[tuple[str, str]]:
    def read():
        return [(str(pk), label) for pk, label in Dispositif.objects.values_list("pk", "label")]

    return cache.get_or_set("board_dispositifs", read, KEPT)


class Options(forms.Select):
    """A `<select>` rendered directly: Django would render a template for each of its two hundred options."""

    def render(self, name, value, attrs=None, renderer=None):
        attrs = self.build_attrs(self.attrs, (attrs or {}) | {"name": name, "class": "form-select"})
        written = format_html_join("", ' {}="{}"', ((key, said) for key, said in attrs.items() if said))
        chosen = format_html('<option value="{}"', "" if value is None else value)
        options = _options(tuple(self.choices)).replace(chosen, f"{chosen} selected", 1)
        return format_html("<select{}>{}</select>", written, mark_safe(options))


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices)


class OneOf(django_filters.ChoiceFilter):
    def __init__(self, label, choices, *, empty="Tous", **kwargs):
        super().__init__(label=label, choices=choices, empty_label=empty, widget=Options, **kwargs)


class BoardFilter(django_filters.FilterSet):
    state = OneOf("État", [(state.value, state.label) for state in OPEN])
    owner = OneOf("Suivies par", owner_choices, method="filter_owner")
    dispositif = OneOf("Dispositif", dispositif_choices, field_name="dispositif_id")
    departement = OneOf("Département", departement_choices, field_name="person__departement")
    language = OneOf("Langue", language_choices, empty="Toutes", method="filter_language")
    age = OneOf("Âge", AgeBand.choices, method="filter_age")
    urgency = OneOf("Délai", Urgency.choices)
    origin = OneOf("Envoyée par", Origin.choices)
    late = django_filters.BooleanFilter(
        label="En retard seulement", method="filter_late", widget=forms.CheckboxInput
    )

    class Meta:
        model = Referral
        fields = [
            "state",
            "owner",
            "dispositif",
            "departement",
            "language",
            "age",
            "urgency",
            "origin",
            "late",
        ]

    def filter_owner(self, referrals, name, value):
        if value == NOBODY:
            return referrals.filter(owner=None)
        return referrals.filter(owner=self.request.user.pk if value == MINE else int(value))

    def filter_late(self, referrals, name, value):
        return referrals.filter(due_at__lt=timezone.now()) if value else referrals

    def filter_language(self, referrals, name, value):
        return referrals.filter(person__languages__contains=[value])

    def filter_age(self, referrals, name, value):
        youngest, oldest = AGES[value]
        this_year = timezone.localdate().year
        return referrals.filter(person__birth_year__range=(this_year - oldest, this_year - youngest))

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are on, from the URL: known filters with known values only."""
        said = self.form.cleaned_data if self.form.is_valid() or self.form.errors else {}
        return {name: "on" if value is True else str(value) for name, value in said.items() if value}

    @property
    def active(self) -> int:
        """How many filters are on."""
        return len(self.chosen)
