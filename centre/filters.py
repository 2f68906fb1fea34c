"""What every list's filters have in common."""

import django_filters


class Filters(django_filters.FilterSet):
    """A `FilterSet` that counts its active filters, for `components/filters.html`."""

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(bool(value) for value in getattr(self.form, "cleaned_data", {}).values())
